// A shell as a program: `bash -c script`, a script on its standard input, or one from a substitution.
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { fedBy } from "./fed-by.ts"
import { isUnnamed } from "./is-unnamed.ts"
import { setPositional } from "./positional.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const SHELLS = new Set(["sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "fish", "rbash", "csh", "tcsh"])

export function isShell(program: string): boolean {
  return SHELLS.has(program)
}

/** @returns what is printed. */
export function runShell(shell: string, words: readonly string[], state: ShellState, walk: Walk): string {
  const { flags, rest } = splitLeading(
    words.filter((word) => !/^\+\w+$/.test(word)),
    programOf(shell),
  )
  const has = (name: string) => flags.some((flag) => flag.name === name)
  // -n only checks the syntax.
  if (has("-n")) return ""
  // A list may also hold the -c.
  if (flags.some(({ name }) => name.includes(UNKNOWN))) refuse(shell, state, walk)
  for (const { name, value } of flags)
    if (/^--(rcfile|init-file)$/.test(name) && value !== undefined) runFed(value, state, walk, shell)
  if (!has("-c")) return runFed(has("-s") ? undefined : rest[0], state, walk, shell)
  const [script = "", zero = shell, ...positional] = rest
  // Text with something of a list in it is code that the list wrote, if it is not known word for word;
  // but parallel quotes what it puts into the text, unless that is all of it.
  const whole = state.listed?.includes(script) ?? false
  if (whole || (!state.quoted && isListed(script, state))) refuse(shell, state, walk)
  const inner = fork(state, { functions: exported(state) })
  setPositional(inner, positional)
  inner.variables.set("0", zero)
  return walk.runScript(script, inner, `${shell} -c`)
}

/** @param file What is run; standard input when there is none. */
export function runFed(file: string | undefined, state: ShellState, walk: Walk, name: string): string {
  if (file === undefined || /^(-|\/dev\/(stdin|fd\/0)|\/proc\/self\/fd\/0)$/.test(file)) {
    return state.input === "" ? "" : walk.runScript(state.input, { ...state, input: "" }, `input of ${name}`)
  }
  if (isUnnamed(file)) refuse(name, state, walk)
  if (!file.startsWith("/dev/fd/")) return UNKNOWN
  return walk.runScript(fedBy(file, walk), state, `input of ${name}`)
}

export function isListed(code: string, { listed }: ShellState): boolean {
  return (
    listed !== undefined && (listed.includes(code) || (listed.includes(UNKNOWN) && code.includes(UNKNOWN)))
  )
}

function refuse(program: string, state: ShellState, walk: Walk): void {
  walk.report({ argv: [program], traits: ["unresolved-code"] }, state)
}

/** A shell of its own knows only the functions that were exported. */
function exported({ functions, variables }: ShellState): ShellState["functions"] {
  return new Map([...functions].filter(([name]) => variables.has(`exported ${name}`)))
}
