// A script that was written in this session and runs now: its text is judged as if it stood in the command.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { programName } from "../programs/program-name.ts"
import { listedProgram } from "../programs/program-table.ts"
import { scanInterpreterFile } from "../programs/scan-interpreter-code.ts"
import { childShell } from "./child-shell.ts"
import { fork, mayStandIn, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** @returns what is printed; nothing when the file was not written in this session. */
export function runShellFile(path: string, state: ShellState, walk: Walk): string | undefined {
  const texts = textsOf(path, state, walk)
  const source = state.variables.get(SOURCE)
  const { cwd } = state
  for (const text of texts) {
    state.variables.set(SOURCE, path)
    state.variables.set(`${SOURCE}[@]`, path)
    if (/^[^\n]*\0/.test(text)) walk.report({ traits: ["input-as-script"] }, state)
    walk.runScript(text, state, originOf(path))
  }
  // It may not have been written: `true || echo 'cd x' > s; . ./s`.
  if (state.cwd !== cwd) mayStandIn(cwd, state)
  if (source === undefined) state.variables.delete(SOURCE)
  else state.variables.set(SOURCE, source)
  return texts.length > 0 ? UNKNOWN : undefined
}

/** The file that runs, for itself: `dirname "${BASH_SOURCE[0]}"`. */
const SOURCE = "BASH_SOURCE"

/** `python x.py`, `node x.js`: a scan of the code, statement by statement. */
export function runInterpreterFile(
  program: string,
  path: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const inner = fork(state, { depth: state.depth + 1, origin: originOf(path) })
  for (const text of textsOf(path, state, walk)) {
    if (text.startsWith(UNKNOWN)) walk.report({ traits: ["input-as-script"] }, inner)
    scanInterpreterFile(program, text, operands, inner, walk)
  }
}

/** A program that is such a file: `./x.sh`, or `x.sh` where PATH leads to it. */
export function runAsProgram(argv: readonly string[], state: ShellState, walk: Walk): void {
  const [program = "", ...words] = argv
  for (const path of pathsOf(program, state)) {
    const [text] = textsOf(path, state, walk)
    if (text === undefined) continue
    const interpreter = interpreterOf(text)
    if (interpreter === undefined) runShellFile(path, childShell(state, words, walk, path), walk)
    else walk.execute([...interpreter, path, ...words], fork(state), originOf(path))
  }
}

/** The words after `#!`, but for a shell, which is the one that runs a script without that line too. */
function interpreterOf(text: string): string[] | undefined {
  const words =
    text
      .match(/^#!\s*(.+)/)?.[1]
      ?.trim()
      .split(/\s+/) ?? []
  const named = /(^|\/)env$/.test(words[0] ?? "")
    ? words.slice(1).filter((word) => !/^-|=/.test(word))
    : words
  const name = named[0] === undefined ? "sh" : programName(named[0])
  const spec = listedProgram(name) ?? listedProgram(name.replace(/[\d.]+$/, ""))
  return spec && (spec.code.length > 0 || name === "make") ? named : undefined
}

function pathsOf(program: string, { variables }: ShellState): string[] {
  if (program.includes("/")) return [program]
  const path = variables.get("PATH")
  return path === undefined ? [] : path.split(":").map((folder) => posix.join(folder || ".", program))
}

function originOf(path: string): string {
  return `script ${posix.basename(path)}`
}
