// What single programs run, read and reach in ways that the table of programs can not say.
import { UNKNOWN } from "../execution.ts"
import { type ParsedArguments, parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { STANDARD_INPUT } from "./command-options.ts"
import {
  followCmake,
  followDebugger,
  followFzf,
  followHubAlias,
  followKeptScripts,
  followMaven,
} from "./follow-builders.ts"
import { followCurl, followList, followWget } from "./follow-downloaders.ts"
import { followAwk, followProtoc, followVim } from "./follow-editors.ts"
import { followGit } from "./follow-git.ts"
import { followGitApply, followPatch, followUudecode } from "./follow-patches.ts"
import { followFedAnswer, followRemoteRun, followTyped } from "./follow-remote-runs.ts"
import {
  followJust,
  followMachinectl,
  followNix,
  followRobocopy,
  followRunAll,
  followScreen,
  followSg,
  followWmic,
} from "./follow-runners.ts"
import { followMakefile, followPackageScripts } from "./follow-scripts.ts"
import { followJustfile, followTaskfile, followTestRunner } from "./follow-test-runners.ts"
import { followVariable } from "./follow-variable.ts"
import { readSedScript } from "./read-sed-script.ts"
import { runFed } from "./run-shell.ts"
import { expandLater } from "./set-variable.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import { touch } from "./touch.ts"
import type { Walk } from "./walk.ts"

type Follow = (words: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk) => void

const PROGRAMS: Record<string, Follow> = {
  git: (words, parsed, state, walk) => {
    followGit(words, parsed, state, walk)
    followGitApply(parsed, state, walk)
  },
  sed: followSed,
  gsed: followSed,
  make: followMake,
  gmake: followMake,
  configure: followAssignments,
  cmake: followCmake,
  cmake3: followCmake,
  fzf: followFzf,
  sk: followFzf,
  gdb: followDebugger,
  lldb: followDebugger,
  gh: followHubAlias("gh"),
  glab: followHubAlias("glab"),
  mvn: followMaven,
  mvnw: followMaven,
  mvnd: followMaven,
  npm: packageScripts("npm"),
  pnpm: packageScripts("pnpm"),
  yarn: packageScripts("yarn"),
  bun: packageScripts("bun"),
  "npm-run-all": followRunAll,
  "npm-run-all2": followRunAll,
  "run-s": followRunAll,
  "run-p": followRunAll,
  vim: followVim,
  vi: followVim,
  view: followVim,
  nvim: followVim,
  gvim: followVim,
  ex: followVim,
  ed: followVim,
  red: followVim,
  awk: followAwk,
  gawk: followAwk,
  patch: followPatch,
  gpatch: followPatch,
  protoc: followProtoc,
  uudecode: followUudecode,
  just: (...told) => {
    followJust(...told)
    followJustfile(...told)
  },
  machinectl: followMachinectl,
  nix: followNix,
  sg: followSg,
  screen: followScreen,
  wmic: followWmic,
  robocopy: followRobocopy,
  task: followTaskfile,
  "go-task": followTaskfile,
  at: followAt,
  batch: followAt,
  crontab: followCrontab,
  sqlite3: followSql,
  duckdb: followSql,
  psql: followSql,
  mysql: followSql,
  mariadb: followSql,
  autossh: followSsh,
  scp: followSsh,
  sftp: followSftp,
  ssh: followSsh,
  tmux: followTmux,
  compgen: followCompletion,
  complete: followCompletion,
  curl: followCurl,
  wget: followWget,
  wget2: followWget,
  aria2c: followList,
  fc: (words, _, state, walk) => deny(words.includes("-l") ? undefined : "unresolved-program", state, walk),
  salt: followOperand(/^cmd\.(run|shell|run_all)$/, 2),
  "salt-ssh": followOperand(/^cmd\.(run|shell|run_all)$/, 2),
  "salt-call": followOperand(/^cmd\.(run|shell|run_all)$/, 1),
  php: followPhp,
  knife: followOperand(/^ssh$/, 2),
  bolt: followOperand(/^command$/, 2),
  socat: followHaproxy,
  nc: followHaproxy,
  ncat: followHaproxy,
  bind: followBind,
  enable: (words, _, state, walk) =>
    deny(words.includes("-f") ? "unresolved-program" : undefined, state, walk),
}

for (const program of ["aws", "az", "gcloud", "doctl", "cf", "vagrant", "oci"])
  PROGRAMS[program] = (...told) => followRemoteRun(program, ...told)
for (const program of ["terraform", "tofu", "terragrunt", "pulumi"])
  PROGRAMS[program] = (...told) => followFedAnswer(program, ...told)
for (const program of [
  "xdotool",
  "ydotool",
  "dotool",
  "wtype",
  "kitten",
  "kitty",
  "wezterm",
  "zellij",
  "osascript",
])
  PROGRAMS[program] = (...told) => followTyped(program, ...told)

function packageScripts(program: string): Follow {
  return (words, _, state, walk) => {
    followPackageScripts(program, words, state, walk)
    followKeptScripts(words, program, state, walk)
  }
}

export function followProgram(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const follow = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined
  if (follow) follow(words, parseArguments(words, programOf(program)), fork(state), walk)
  followTestRunner(program, words, state, walk)
}

/** On many machines at once: `salt '*' cmd.run SCRIPT`, `knife ssh QUERY SCRIPT`, `bolt command run SCRIPT`. */
function followOperand(subcommand: RegExp, at: number): Follow {
  return (_, { operands }, state, walk) => {
    const script = operands[at]
    if (script !== undefined && operands.slice(0, at).some((word) => subcommand.test(word)))
      walk.runScript(script, fork(state, { cwd: UNKNOWN }), "command of many machines")
  }
}

/** `php -d auto_prepend_file=FILE` runs that file, too. */
function followPhp(_: readonly string[], { flags }: ParsedArguments, state: ShellState, walk: Walk): void {
  for (const { name, value = "" } of flags) {
    const [, file] = (name === "-d" && value.match(/^auto_(?:pre|ap)pend_file=(.+)$/)) || []
    if (file) walk.execute(["php", file], fork(state, { depth: state.depth + 1 }), "setting of php")
  }
}

/** What is said to haproxy's socket is a command of its own. */
function followHaproxy(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  if (!words.some((word) => /haproxy|\/admin\.sock/i.test(word))) return
  for (const line of state.input.split(/[;\n]/))
    if (line.trim() !== "")
      walk.report({ argv: ["haproxy-runtime", ...line.trim().split(/\s+/)] }, { ...state, cwd: UNKNOWN })
}

function deny(
  trait: "unresolved-program" | "unresolved-code" | "input-as-script" | undefined,
  state: ShellState,
  walk: Walk,
): void {
  if (trait) walk.report({ traits: [trait] }, state)
}

function followSed(_: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk): void {
  const given = parsed.flags.filter(({ name }) => name === "-e" || name === "--expression")
  const files = parsed.flags.filter(({ name }) => name === "-f" || name === "--file")
  const read = files.flatMap(({ value = "" }) =>
    STANDARD_INPUT.test(value) ? [state.input] : textsOf(value, state, walk),
  )
  const operand = given.length + files.length > 0 ? [] : parsed.operands.slice(0, 1)
  const scripts = [...read, ...given.map(({ value }) => value ?? ""), ...operand]
  if (state.listed && scripts.includes(UNKNOWN)) deny("unresolved-code", state, walk)
  const { commands, reads, writes } = readSedScript(scripts.join("\n"))
  for (const command of commands) runText(command, "sed", state, walk)
  touch("read", reads, state, walk)
  touch("write", writes, state, walk)
}

/** Text of which nothing is known is no script to parse, but a program nobody knows. */
function runText(text: string, origin: string, state: ShellState, walk: Walk): void {
  if (text.startsWith(UNKNOWN)) walk.execute([UNKNOWN], fork(state), origin)
  else walk.runScript(text, fork(state), origin)
}

function followMake(words: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk): void {
  for (const word of words) {
    const shell = word.match(/^(?:SHELL|MAKE)=(.+)$/s)?.[1]
    if (shell !== undefined) runText(shell, "make", state, walk)
  }
  followAssignments(words, parsed, state, walk)
  if (words.some((word) => /^(-E|--eval)/.test(word))) deny("unresolved-program", state, walk)
  followMakefile(parsed, state, walk)
}

/** `make CC=x`, `./configure CC=x` */
function followAssignments(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const word of words) {
    const [, name = "", value = ""] = word.match(/^([A-Z]\w*)=(.+)$/s) ?? []
    if (name !== "") followVariable(name, value, state, walk)
  }
}

function followAt(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  if (!words.some((word) => /^-[fldc]/.test(word))) runFed(undefined, state, walk, "at")
}

function followCrontab(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  if (!words.includes("-")) return
  for (const line of state.input.split("\n")) {
    const command = line.match(/^\s*(?:@\w+|(?:[\d*,/-]+\s+){4}[\w*,/-]+)\s+(.+)$/)?.[1]
    if (command !== undefined) runText(command, "crontab", state, walk)
  }
}

function followSql(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  for (const text of [...words, state.input]) {
    for (const [, command = ""] of text.matchAll(/^\s*\.(?:shell|system)\s+(.+)$/gm))
      runText(command, "sqlite3", state, walk)
    for (const [, command = ""] of text.matchAll(/^\s*\.\w+\s+['"]?\|(.+?)['"]?$/gm))
      runText(command, "sqlite3", state, walk)
    for (const [, command = ""] of text.matchAll(/\\!\s*(.+)/g)) runText(command, "psql", state, walk)
    for (const [, command = ""] of text.matchAll(/\\(?:gx?|o|out|w|write)\s*(?:\([^)]*\))?\s*\|(.+)/g))
      runText(command, "psql", state, walk)
    const quoted = [...text.matchAll(/'([^'\n]+)'|"([^"\n]+)"/g)].map((found) => found[1] ?? found[2] ?? "")
    const dotted = [...text.matchAll(/^\s*\.\w+\s+([^'"\s]+)\s*$/gm)].map((found) => found[1] ?? "")
    const paths = [...quoted, ...dotted].filter((path) => /[/.]/.test(path) && !/\s/.test(path))
    touch("read", paths, state, walk)
    if (/\bwritefile\b|\binto\s+['"]|\bcopy\b|^\s*\.(output|once|backup|save|clone|log|excel)\b/im.test(text))
      touch("write", paths, state, walk)
  }
}

function followCompletion(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  for (const [index, word] of words.entries()) {
    if (words[index - 1] === "-C") runText(word, "completion", state, walk)
    if (words[index - 1] === "-W") expandLater(word, state, walk)
  }
}

function followSsh(_: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk): void {
  for (const { name, value = "" } of parsed.flags) {
    if (name !== "-o") continue
    const [, option = "", setting = ""] = value.match(/^(\w+)[\s=]+(.*)$/s) ?? []
    if (/command$/i.test(option)) runText(setting, `ssh ${option}`, state, walk)
    if (/forward$/i.test(option)) touch("fetch", setting.split(/\s+/).slice(-1), state, walk)
  }
}

/** What it is told stands in a file that the session wrote: `sftp -b FILE HOST`. */
function followSftp(words: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk): void {
  followSsh(words, parsed, state, walk)
  const file = words[words.indexOf("-b") + 1]
  if (!words.includes("-b") || file === undefined || file === "-") return
  for (const input of textsOf(file, state, walk))
    walk.execute(["sftp", "-"], fork(state, { input, depth: state.depth + 1 }), "batch of sftp")
}

/** `tmux new -d \; send-keys …`: each part is a command of tmux. */
function followTmux(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  const end = words.indexOf(";")
  if (end >= 0) walk.execute(["tmux", ...words.slice(end + 1)], state, "tmux")
}

/** `bind -x '"key": command'` */
function followBind(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  const [, command] = words[words.indexOf("-x") + 1]?.match(/^[^:]*:(.*)$/s) ?? []
  if (words.includes("-x")) runText(command?.replace(/^\s*"|"$/g, "") ?? UNKNOWN, "bind", state, walk)
}
