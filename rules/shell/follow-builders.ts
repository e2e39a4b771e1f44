// Programs that build or choose, and by the way run, copy or delete: CMake, Maven, fzf, and the scripts and aliases that
// package managers and GitHub's command line are told to keep.
import { UNKNOWN } from "../execution.ts"
import { type ParsedArguments, parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { scanUnreadCode } from "../programs/scan-unread-code.ts"
import { STANDARD_INPUT } from "./command-options.ts"
import { fedBy } from "./fed-by.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** What the tools of `cmake -E` are elsewhere called. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  cat: ["cat"],
  chdir: ["env", "-C"],
  copy: ["cp"],
  copy_directory: ["cp", "-r"],
  copy_directory_if_different: ["cp", "-r"],
  copy_if_different: ["cp"],
  create_hardlink: ["ln"],
  create_symlink: ["ln", "-s"],
  env: ["env"],
  make_directory: ["mkdir", "-p"],
  remove: ["rm"],
  remove_directory: ["rm", "-r"],
  rename: ["mv"],
  rm: ["rm"],
  tar: ["tar"],
  time: ["time"],
  touch: ["touch"],
}

/** `cmake -E remove_directory x`, and scripts with `-P`. */
export function followCmake(
  words: readonly string[],
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const [tool = "", ...rest] = words.slice(words.indexOf("-E") + 1)
  const program = words.includes("-E") && Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined
  if (program) walk.execute([...program, ...rest], fork(state), "cmake -E")
  for (const { name, value = "" } of flags) if (name === "-P") runScript(value, state, walk)
}

function runScript(path: string, state: ShellState, walk: Walk): void {
  const isFed = STANDARD_INPUT.test(path)
  const fed = path.startsWith("/dev/fd/") ? fedBy(path, walk) : state.input
  if (isFed && fed.trim() === UNKNOWN) walk.report({ argv: ["cmake"], traits: ["input-as-script"] }, state)
  const texts = isFed ? [fed] : textsOf(path, state, walk)
  for (const text of texts) scanUnreadCode("cmake", "cmake", text, fork(state), walk)
}

/** `mvn exec:exec -Dexec.executable=program -Dexec.args=…` */
export function followMaven(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const property = (name: string) =>
    words.findLast((word) => word.startsWith(`-D${name}=`))?.slice(name.length + 3)
  const program = property("exec.executable")
  if (program !== undefined) walk.runScript(`${program} ${property("exec.args") ?? ""}`, fork(state), "mvn")
}

const ACTION =
  /\b(?:execute(?:-silent|-multi)?|become|reload(?:-sync)?|preview|(?:bg-)?transform(?:-[a-z-]+)?)(?::(.*)|\((.*?)\)(?=$|[+,])|\[(.*?)\](?=$|[+,])|\{(.*?)\}(?=$|[+,])|([~!@#$%^&*;/|])(.*?)\5)/gs

/** `fzf --bind 'enter:execute(program)'` */
export function followFzf(
  _: readonly string[],
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const { name, value = "" } of flags)
    if (name === "--bind")
      for (const [, plain, round, square, curly, , other] of value.matchAll(ACTION))
        walk.runScript(plain ?? round ?? square ?? curly ?? other ?? "", fork(state), "fzf")
}

/** `gh alias set name '!script'`; without the mark it is a command of gh's own. */
export function followHubAlias(program: string) {
  return (words: readonly string[], parsed: ParsedArguments, state: ShellState, walk: Walk): void => {
    const [group, verb, , text] = parsed.operands
    if (group !== "alias" || verb !== "set" || text === undefined) return
    const isShell = text.startsWith("!") || words.some((word) => /^(-s|--shell)$/.test(word))
    walk.runScript(isShell ? text.replace(/^!/, "") : `${program} ${text}`, fork(state), `${program} alias`)
  }
}

/** `npm pkg set scripts.x=…` and `npm set-script x …`, as good as run: the next command may run it. */
export function followKeptScripts(
  words: readonly string[],
  program: string,
  state: ShellState,
  walk: Walk,
): void {
  const { operands } = parseArguments(words, programOf(program))
  const [first, second, ...rest] = operands
  const scripts =
    first === "pkg" && second === "set"
      ? rest.flatMap((word) => word.match(/^scripts(?:\.|\[)[^=]+=(.+)$/s)?.[1] ?? [])
      : first === "set-script"
        ? rest.slice(0, 1)
        : []
  for (const script of scripts) walk.runScript(script, fork(state), "script package.json")
  const at = operands.indexOf("exec")
  // `pnpm -c exec` and `yarn exec` hand one word to a shell.
  const script = operands[at + 1]
  if (at >= 0 && at <= 1 && script !== undefined && /\s/.test(script))
    walk.runScript([script, ...operands.slice(at + 2)].join(" "), fork(state), `${program} exec`)
}

/** `gdb -ex 'python …'`, `lldb -o 'script …'` */
export function followDebugger(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const word of words) {
    const code = word.match(/^(?:python|pi|py|python-interactive|script)\s+(.+)$/s)?.[1]
    if (code !== undefined) walk.execute(["python3", "-c", code], fork(state), "debugger")
  }
}
