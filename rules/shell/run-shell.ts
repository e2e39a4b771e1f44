// A shell as a program: `bash -c script`, a script on its standard input, or one from a substitution.
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { childShell } from "./child-shell.ts"
import { fedBy } from "./fed-by.ts"
import { runShellFile } from "./run-script-file.ts"
import { adopt, type ShellState } from "./shell-state.ts"
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
  for (const { name, value } of flags)
    if (/^--(rcfile|init-file)$/.test(name)) runFed(value, childShell(state, [], walk), walk, shell)
  if (has("-s") || (!has("-c") && rest.length === 0))
    return runFed(undefined, childShell(state, rest, walk), walk, shell)
  const [first = "", ...others] = rest
  if (!has("-c")) return runFed(first, childShell(state, others, walk), walk, shell)
  return walk.runScript(first, childShell(state, others.slice(1), walk), `${shell} -c`)
}

/** @param file What is run; standard input when there is none. */
export function runFed(file: string | undefined, state: ShellState, walk: Walk, name: string): string {
  if (file === undefined || file === "-" || file === "/dev/stdin") {
    const inner = { ...state, input: "" }
    const output = state.input === "" ? "" : walk.runScript(state.input, inner, `input of ${name}`)
    adopt(state, inner)
    return output
  }
  if (!file.startsWith("/dev/fd/")) return runShellFile(file, state, walk) ?? UNKNOWN
  return walk.runScript(fedBy(file, walk), state, `input of ${name}`)
}
