// A shell as a program: `bash -c script`, a script on its standard input, or one from a substitution.
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { scanInterpreterCode } from "../programs/scan-interpreter-code.ts"
import { childShell } from "./child-shell.ts"
import { fedBy } from "./fed-by.ts"
import { foreignCode, isForeignShell } from "./foreign-code.ts"
import { isUnnamed } from "./is-unnamed.ts"
import { runShellFile } from "./run-script-file.ts"
import { adopt, fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const SHELLS = new Set(
  "sh bash zsh dash ksh mksh lksh pdksh oksh loksh ash hush posh bosh yash osh ysh brush rbash csh tcsh fish".split(
    " ",
  ),
)

export function isShell(program: string): boolean {
  return SHELLS.has(program) || isForeignShell(program)
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
    if (/^--(rcfile|init-file)$/.test(name) && value !== undefined)
      runFed(value, childShell(state, [], walk), walk, shell)
  const codes = flags.filter(({ name }) => programOf(shell).scripts.includes(name))
  for (const { value = "" } of codes) runCode(shell, value, childShell(state, [], walk), walk)
  if (codes.length > 0 && !has("-c")) return UNKNOWN
  if (has("-s") || (!has("-c") && rest.length === 0))
    return runFed(undefined, childShell(state, rest, walk), walk, shell)
  const [first = "", ...others] = rest
  if (!has("-c")) return runFed(first, childShell(state, others, walk, first), walk, shell)
  // Text with something of a list in it is code that the list wrote, if it is not known word for word;
  // but parallel quotes what it puts into the text, unless that is all of it.
  const whole = state.listed?.includes(first) ?? false
  if (whole || (!state.quoted && isListed(first, state))) refuse(shell, state, walk)
  const inner = { ...childShell(state, others.slice(1), walk), functions: exported(state) }
  inner.variables.set("0", others[0] ?? shell)
  return runCode(shell, first, inner, walk)
}

function runCode(shell: string, code: string, state: ShellState, walk: Walk): string {
  if (!isForeignShell(shell)) return walk.runScript(code, state, `${shell} -c`)
  if (shell === "xonsh") scanInterpreterCode(shell, code, [], fork(state), walk)
  walk.runScript(foreignCode(shell, code, walk.context.home), state, `${shell} -c`)
  return UNKNOWN
}

/** @param file What is run; standard input when there is none. */
export function runFed(file: string | undefined, state: ShellState, walk: Walk, name: string): string {
  if (file === undefined || /^(-|\/dev\/(stdin|fd\/0)|\/proc\/self\/fd\/0)$/.test(file)) {
    const inner = { ...state, input: "" }
    const text = isForeignShell(name) ? foreignCode(name, state.input, walk.context.home) : state.input
    const output = text === "" ? "" : walk.runScript(text, inner, `input of ${name}`)
    adopt(state, inner)
    return output
  }
  if (isUnnamed(file)) refuse(name, state, walk)
  if (!file.startsWith("/dev/fd/")) return runShellFile(file, state, walk) ?? UNKNOWN
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
