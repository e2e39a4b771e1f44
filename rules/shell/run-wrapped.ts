// The command behind a wrapper: sudo, env, timeout, docker exec, and programs that take one as their arguments.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import { programName } from "../programs/program-name.ts"
import { type Program, programOf } from "../programs/program-table.ts"
import { exportVariable } from "./child-shell.ts"
import { runInput } from "./run-interpreter.ts"
import { setVariable } from "./set-variable.ts"
import { doubtSetup } from "./setup-text.ts"
import { adopt, fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** With these a script's name stands where a program's would, and they know by what it is run. */
const RUN_FILES: Readonly<Record<string, string>> = {
  "bun run": "bun",
  "deno run": "bun",
  "pdm run": "python3",
  "pipx run": "python3",
  "uv run": "python3",
}
const SCRIPT = /\.(py|pyw|[cm]?[jt]sx?)$/

/** @returns what is printed, when there is a command behind it. */
export function runWrapped(
  name: string,
  spec: Program,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  if (!spec.wraps) return undefined
  const { flags, rest } = splitLeading(words, spec)
  const isInert = flags.some((flag) => spec.inert.includes(flag.name))
  // `command -v` takes names only: with options after them the flag is an oversight, or to be overlooked.
  const isOdd = name === "command" && rest.slice(1).some((word) => word.startsWith("-"))
  if (isInert && !isOdd) return undefined
  const moved = flags.find((flag) => spec.directory.includes(flag.name))?.value
  const cwd = spec.wraps.remote ? UNKNOWN : moved === undefined ? state.cwd : within(state.cwd, moved)
  const marked = spec.wraps.marked ? rest.indexOf("--") : -1
  const behindOwn = rest.slice(takeAssignments(rest, state, walk)).slice(spec.wraps.skip)
  const own = behindOwn[0] === "--" ? behindOwn.slice(1) : behindOwn
  const inner = marked < 0 ? own : rest.slice(marked + 1)
  const split = flags.find((flag) => flag.name === "-S" || flag.name === "--split-string")?.value
  if (split !== undefined && name === "env") {
    return walk.runScript([split, ...inner].join(" "), { ...state, cwd }, name)
  }
  if (rest[0] === "-" && /^(deno|bun|uv) run$/.test(name)) runInput(name, [], state, walk)
  if (name === "uv run" && /^https?:/.test(inner[0] ?? ""))
    walk.report({ argv: [name], traits: ["input-as-script"] }, state)
  if (inner.length === 0) return undefined
  if (SCRIPT.test(inner[0] ?? "") && Object.hasOwn(RUN_FILES, name))
    walk.execute([RUN_FILES[name] ?? "", ...inner], { ...state, cwd }, name)
  doubtSetup(false, inner, state, walk)
  // tmux and watch take one script, or the words of a program.
  if (spec.wraps.joined && !spec.wraps.remote && inner.length > 1)
    walk.execute(inner, { ...state, cwd }, name)
  if (spec.wraps.joined) return walk.runScript(inner.join(" "), { ...state, cwd }, name)
  const behind = { ...state, cwd }
  const output = walk.execute(inner, behind, name)
  adopt(state, behind)
  return output
}

/** What an unlisted program may hand on to: `tool rm -rf /`, `dotenv -- rm -rf /`. */
const HANDED_ON = new Set(["rm", "git", "sh", "bash", "zsh", "sudo", "env", "dd", "find", "xargs"])
/** Elsewhere these are the names of packages: `npm ls opencode-ai`. */
const HANDED_ON_FIRST = new Set([
  ...["ralex", "opencode"], // yarn opencode run
  // aws-vault exec prod -- aws …, yarn wrangler …
  ...["aws", "az", "gcloud", "gsutil", "kubectl", "helm", "docker", "podman", "docker-compose", "ansible"],
  ...["terraform", "tofu", "terragrunt", "pulumi", "cdk", "serverless", "sls", "sst", "cdktf", "eksctl"],
  ...["wrangler", "vercel", "netlify", "firebase", "supabase", "heroku", "fly", "flyctl", "railway", "doctl"],
  ...["prisma", "sequelize", "sequelize-cli", "knex", "typeorm", "mikro-orm", "drizzle-kit", "rails", "rake"],
])

export function runHandedOn(program: string, words: readonly string[], state: ShellState, walk: Walk): void {
  if (!programOf(program).handsOn) return
  // Its own words may stand before: `direnv exec . git …`, `conda run -n x rm …`.
  const first = words.findIndex((word, index) => {
    if (word.startsWith("-")) return false
    const name = programName(word)
    if (HANDED_ON.has(name)) return true
    return HANDED_ON_FIRST.has(name) && (index === 0 || words[index - 1] === "--")
  })
  if (first >= 0) walk.execute(words.slice(first), fork(state), program)
}

function within(cwd: string, directory: string): string {
  if (directory.startsWith("/") || directory.startsWith(UNKNOWN)) return directory
  return posix.normalize(`${cwd}/${directory}`)
}

/** `env A=b program`: the assignments hold for what follows. */
function takeAssignments(words: readonly string[], state: ShellState, walk: Walk): number {
  // In `env $(cat vars) program` what is unknown stands for assignments, as long as a program follows.
  const first = words.findIndex(
    (word, index) => !/^([\w%()-]+=|-$)/.test(word) && !(word === UNKNOWN && index + 1 < words.length),
  )
  const count = first < 0 ? words.length : first
  for (const word of words.slice(0, count)) {
    const equals = word.indexOf("=")
    if (equals <= 0) continue
    setVariable(word.slice(0, equals), word.slice(equals + 1), state, walk)
    exportVariable(word.slice(0, equals), state)
  }
  return count
}
