// What a shell knows at one point of a script: where it stands, its variables and functions, what it is fed.
import type { Function as FunctionNode } from "unbash"
import { type Execution, type Timing, UNKNOWN } from "../execution.ts"

/** Marks in a value where it is split into words; a text that holds it splits too early, which hides nothing. */
export const SPLIT = "\u0001"

/** Stands in what a program prints for the character that UNKNOWN is written with: `printf 'a\\0b'`. */
export const NUL = "\u0002"

export interface MadeWord {
  word: string
  makers: readonly Execution[]
}

export interface ShellState {
  cwd: string
  /** Other directories that it may stand in, after `test -d x && cd x`. */
  elsewhere?: readonly string[] | undefined
  /** Where it stands still if the `cd` of this statement fails, which it may. */
  unmoved?: string | undefined
  variables: Map<string, string>
  functions: Map<string, FunctionNode>
  /** Standard input: empty when there is none, UNKNOWN when it can not be told. */
  input: string
  /** What may have made the input, and the words, of the command that runs. */
  inputFrom?: readonly Execution[] | undefined
  wordsFrom?: readonly Execution[] | undefined
  /** The words of that command that something made, each with what made it. */
  wordMakers?: readonly MadeWord[] | undefined
  /** Inside a function: where it may stand when it returns early. */
  returned?: Set<string>
  /** Inside a function: the variables that are its own. */
  locals?: Set<string>
  /** How the commands come to run, for the trace. */
  origin: string
  /** What xargs or parallel puts into the words of the command, UNKNOWN for what only its input tells. */
  listed?: readonly string[]
  /** Those words stand in the command itself, after `:::`. */
  given?: boolean
  /** They are quoted where they are put into a longer text. */
  quoted?: boolean
  depth: number
  timing?: Timing | undefined
}

/** For a subshell: what it changes does not come back. */
export function fork(state: ShellState, changes: Partial<ShellState> = {}): ShellState {
  const copy = { ...state, variables: new Map(state.variables), functions: new Map(state.functions) }
  if (state.locals) copy.locals = new Set(state.locals)
  return Object.assign(copy, changes)
}

/** What ran in this very shell, and not in one of its own, leaves behind what it changed. */
export function adopt(
  state: ShellState,
  { cwd, elsewhere, unmoved, variables, functions }: ShellState,
): void {
  state.cwd = cwd
  state.unmoved = unmoved
  state.elsewhere = elsewhere
  state.variables = variables
  state.functions = functions
}

/** More than these are not followed one by one. */
const MOST_DIRECTORIES = 4

export function mayStandIn(cwd: string, state: ShellState): void {
  const others = [...new Set([...(state.elsewhere ?? []), cwd])].filter((other) => other !== state.cwd)
  state.elsewhere = others.length > MOST_DIRECTORIES ? [UNKNOWN] : others
}

/** After branches of which any may have run: what they do not agree on is unknown. */
export function join(state: ShellState, branches: readonly ShellState[]): void {
  const cwd = branches[0]?.cwd
  if (cwd !== undefined) state.cwd = branches.every((branch) => branch.cwd === cwd) ? cwd : UNKNOWN
  const others = new Set(branches.flatMap((branch) => branch.elsewhere ?? []))
  if (others.size > 0) state.elsewhere = [...others]
  for (const name of new Set(branches.flatMap((branch) => [...branch.variables.keys()]))) {
    const value = branches[0]?.variables.get(name)
    const agreed = branches.every((branch) => branch.variables.get(name) === value)
    state.variables.set(name, agreed && value !== undefined ? value : UNKNOWN)
  }
  for (const branch of branches) for (const [name, body] of branch.functions) state.functions.set(name, body)
}
