// A shell as a program: `bash -c script`, a script on its standard input, or one from a substitution.
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { fedBy } from "./fed-by.ts"
import { setPositional } from "./positional.ts"
import { adopt, fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const SHELLS = new Set(["sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "fish", "rbash"])

export function isShell(program: string): boolean {
  return SHELLS.has(program)
}

/** @returns what is printed. */
export function runShell(shell: string, words: readonly string[], state: ShellState, walk: Walk): string {
  const { flags, rest } = splitLeading(words, programOf(shell))
  const has = (name: string) => flags.some((flag) => flag.name === name)
  // -n only checks the syntax.
  if (has("-n")) return ""
  if (!has("-c")) return runFed(has("-s") ? undefined : rest[0], state, walk, shell)
  const [script = "", , ...positional] = rest
  const inner = fork(state)
  setPositional(inner, positional)
  return walk.runScript(script, inner, `${shell} -c`)
}

/** @param file What is run; standard input when there is none. */
export function runFed(file: string | undefined, state: ShellState, walk: Walk, name: string): string {
  if (file === undefined || file === "-" || file === "/dev/stdin") {
    const inner = { ...state, input: "" }
    const output = state.input === "" ? "" : walk.runScript(state.input, inner, `input of ${name}`)
    adopt(state, inner)
    return output
  }
  if (!file.startsWith("/dev/fd/")) return UNKNOWN
  return walk.runScript(fedBy(file, walk), state, `input of ${name}`)
}
