// Programs that run another in a way of their own: nix, screen, npm-run-all, and Windows' wmic and robocopy.
import type { Effect } from "../execution.ts"
import { type ParsedArguments, parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { windowsPath } from "../windows/windows-path.ts"
import { followPackageScripts } from "./follow-scripts.ts"
import { runFed } from "./run-shell.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** `nix develop -c program …` and `nix run nixpkgs#program -- …`. */
export function followNix(words: readonly string[], _: ParsedArguments, state: ShellState, walk: Walk): void {
  const at = words.findIndex((word) => word === "-c" || word === "--command")
  if (at >= 0 && at + 1 < words.length) walk.execute(words.slice(at + 1), fork(state), "nix")
  const name =
    words[0] === "run" ? words.find((word) => word.includes("#"))?.replace(/^.*[#.]/, "") : undefined
  const end = words.indexOf("--")
  if (name) walk.execute([name, ...(end < 0 ? [] : words.slice(end + 1))], fork(state), "nix run")
}

/** `screen -X stuff TEXT` types the text. */
export function followScreen(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const text = words[words.indexOf("stuff") + 1]
  if (words.includes("stuff") && text !== undefined)
    walk.runScript(text.replace(/\\[nr]|\^M/g, "\n"), fork(state), "screen")
}

/** Each operand names a script of the package. */
export function followRunAll(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const name of parseArguments(words, programOf("npm")).operands)
    followPackageScripts("npm", ["run", name], state, walk)
}

/** `wmic process call create 'program …'` */
export function followWmic(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const at = words.findIndex((word) => word.toLowerCase() === "create")
  if (at > 0) walk.execute(["cmd", "/c", ...words.slice(at + 1)], fork(state), "wmic")
  const named = words.join(" ").match(/\bname\s*(?:=|like)\s*['"]?%?([\w.]+)/i)?.[1]
  if (named !== undefined && /\b(delete|terminate)\b/i.test(words.join(" ")))
    walk.execute(["taskkill", "/IM", named], fork(state), "wmic")
}

/** `robocopy FROM TO /MIR` deletes in TO what FROM has not; `/MOVE` takes it away from FROM. */
export function followRobocopy(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word))
  const [from, to] = words.filter((word) => !/^\/\/?[a-z]+(:.*)?$/i.test(word)).map(windowsPath)
  if (from === undefined || to === undefined || has(/^\/\/?l$/i)) return
  const effect = (access: Effect["access"], target: string): Effect => ({
    ...{ access, target, recursive: true, cwd: state.cwd },
  })
  const effects = [effect("read", from), effect("write", to)]
  if (has(/^\/\/?(mir|purge)$/i)) effects.push(effect("delete", to))
  if (has(/^\/\/?(mov|move)$/i)) effects.push(effect("move", from))
  walk.report({ effects }, state)
}

/** Commands of ast-grep, which is called `sg` too. */
const OF_AST_GREP = /^(run|scan|test|new|lsp|docs|help|completions|-.*)$/

/** `sg GROUP 'script'` */
export function followSg(
  [first = "-", ...rest]: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (!OF_AST_GREP.test(first))
    walk.runScript(rest.filter((word) => word !== "-c").join(" "), fork(state), "sg")
}

/** `just --shell PROGRAM --shell-arg ARGUMENT` hands each line of a recipe to it; `just --command` runs its words. */
export function followJust(
  words: readonly string[],
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const values = (wanted: string) =>
    flags.flatMap(({ name, value }) => (name === wanted ? (value ?? []) : []))
  const shell = values("--shell").at(-1)
  // A shell gets a recipe's lines, of which nothing is known; any other program is named only for what it does.
  if (shell !== undefined && !SHELL.test(shell))
    walk.execute([shell, ...values("--shell-arg")], fork(state), "just --shell")
  const command = words.findIndex((word) => word === "--command" || word === "-c")
  if (command >= 0) walk.execute(words.slice(command + 1), fork(state), "just --command")
}

const SHELL =
  /^(\/(usr\/)?bin\/)?(env|sh|bash|zsh|dash|ksh|fish|nu|pwsh|powershell(\.exe)?|cmd(\.exe)?|python3?|node|bun)$/

/** `machinectl shell root@.host` without a program reads what it is fed. */
export function followMachinectl(
  _: readonly string[],
  { operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (/^(shell|login)$/.test(operands[0] ?? "") && operands.length <= 2 && state.input !== "")
    runFed(undefined, fork(state), walk, "machinectl")
}
