// Whether what the disk says now still holds when an execution's turn comes, by what the command does before it.
import type { Execution } from "../execution.ts"
import { HARMLESS_DEVICE } from "../paths/known-files.ts"

/** Programs that only look, or only start what is reported as an execution of its own. */
const LOOKING = new Set(
  (
    "cat bat head tail wc nl ls eza exa find fd stat file du df grep egrep fgrep rg test [ [[ true false : " +
    "echo printf pwd cd pushd popd which type whereis basename dirname realpath readlink sort cut tr jq diff cmp " +
    "sleep wait date set shopt export local declare exit return sudo env command builtin time timeout nice eval"
  ).split(" "),
)
const GIT_LOOKING = new Set(
  (
    "status log diff show rev-parse ls-files blame grep describe shortlog cat-file ls-tree name-rev merge-base " +
    "for-each-ref rev-list check-ignore reflog version help"
  ).split(" "),
)
/** With these they start a program after all. */
const STARTING = /^--(pre|pager|compress-program|hostname-bin)$/
/** They only take files away, and what they take away is asked about as well. */
const DELETING = new Set(["rm", "unlink", "rmdir"])
const SAVING = new Set([
  "cp",
  "mv",
  "rsync",
  "tar",
  "zip",
  "scp",
  "install",
  "ditto",
  "ln",
  "link",
  "7z",
  "gzip",
])
const GIT_SAVING = new Set(["commit", "stash", "push", "am", "cherry-pick", "merge", "rebase", "bundle"])

/** For an answer that nothing is lost: true only when nothing before it can have made something to lose. */
export function holdsUntil(execution: Execution, executions: readonly Execution[]): boolean {
  if (execution.timing === "untold") return false
  const inTurn = execution.timing === undefined
  const others = inTurn ? executions.slice(0, executions.indexOf(execution)) : executions
  const maker = executions[executions.indexOf(execution) - 1]
  return others.every(
    (other) =>
      other === execution || isCalm(other, execution) || (other === maker && movesBranch(other, execution)),
  )
}

/** The `git checkout -B` as which a moved branch was written (shell/moved-branches.ts): they are one. */
function movesBranch({ program, arguments: { operands } }: Execution, { origin }: Execution): boolean {
  return program === "git" && origin === `git ${operands[0]}`
}

/** For an answer that something is lost: whether the command may have saved it before. */
export function maySaveBefore(execution: Execution, executions: readonly Execution[]): boolean {
  const before = executions.slice(0, executions.indexOf(execution))
  return (
    before.some(({ program, arguments: { operands } }) =>
      program === "git" ? GIT_SAVING.has(operands[0] ?? "") : SAVING.has(program),
    ) || overwritesWhatWasRead(execution, before)
  )
}

/** `jq … a.json > b.json && mv b.json a.json`: what it overwrites lives on in what it is overwritten with. */
function overwritesWhatWasRead({ effects }: Execution, before: readonly Execution[]): boolean {
  if (effects.some(({ access }) => /^(delete|empty)$/.test(access))) return false
  const read = before.flatMap((other) => other.effects.filter(({ access }) => access === "read"))
  return effects.some(
    (effect) =>
      effect.access === "write" &&
      read.some(({ target, cwd }) => target === effect.target && cwd === effect.cwd),
  )
}

function isCalm(other: Execution, asked: Execution): boolean {
  const { program, effects, arguments: parsed } = other
  const [subcommand, ...rest] = parsed.operands
  // Without its .gitignore, git clean deletes what was ignored before.
  if (DELETING.has(program)) return asked.program !== "git" || asked.arguments.operands[0] !== "clean"
  if (!effects.every(({ access, target }) => /^(read|use)$/.test(access) || HARMLESS_DEVICE.test(target)))
    return false
  if (/^(sh|bash|zsh|dash|ksh)$/.test(program)) return parsed.flags.some(({ name }) => name === "-c")
  if (program !== "git")
    return program === "" || (LOOKING.has(program) && !parsed.flags.some(({ name }) => STARTING.test(name)))
  if (GIT_LOOKING.has(subcommand ?? "")) return !/^(expire|delete)$/.test(rest[0] ?? "")
  return bringsBack(other) && (asked.arguments.operands[0] !== "clean" || !namesCommit(other))
}

/** These only make files what is committed or staged, and are asked about as well. */
function bringsBack({ argv, arguments: { operands } }: Execution): boolean {
  const [subcommand, ...rest] = operands
  switch (subcommand) {
    case "checkout":
      return argv.includes("--")
    case "restore":
      return rest.length > 0
    case "reset":
      return rest.length === 0 || (rest.length === 1 && rest[0] === "HEAD")
    default:
      return subcommand === "clean"
  }
}

/** Another commit's .gitignore may ignore less, and git clean delete more. */
function namesCommit({ argv, arguments: { flags } }: Execution): boolean {
  const before = argv.slice(argv.indexOf("checkout") + 1, argv.indexOf("--"))
  if (argv.includes("checkout")) return before.some((word) => !word.startsWith("-"))
  return flags.some(({ name }) => /^(-s|--so)/.test(name))
}
