// What a shell knows at one point of a script: where it stands, its variables and functions, what it is fed.
import type { Function as FunctionNode } from "unbash"
import { type Execution, type Timing, UNKNOWN } from "../execution.ts"

/** Marks in a value where it is split into words; a text that holds it splits too early, which hides nothing. */
export const SPLIT = "\u0001"

export interface ShellState {
  cwd: string
  variables: Map<string, string>
  functions: Map<string, FunctionNode>
  /** Standard input: empty when there is none, UNKNOWN when it can not be told. */
  input: string
  /** What may have made the input, and the words, of the command that runs. */
  inputFrom?: readonly Execution[] | undefined
  wordsFrom?: readonly Execution[] | undefined
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
  return { ...state, variables: new Map(state.variables), functions: new Map(state.functions), ...changes }
}

/** After branches of which any may have run: what they do not agree on is unknown. */
export function join(state: ShellState, branches: readonly ShellState[]): void {
  const cwd = branches[0]?.cwd
  if (cwd !== undefined) state.cwd = branches.every((branch) => branch.cwd === cwd) ? cwd : UNKNOWN
  for (const name of new Set(branches.flatMap((branch) => [...branch.variables.keys()]))) {
    const value = branches[0]?.variables.get(name)
    const agreed = branches.every((branch) => branch.variables.get(name) === value)
    state.variables.set(name, agreed && value !== undefined ? value : UNKNOWN)
  }
  for (const branch of branches) for (const [name, body] of branch.functions) state.functions.set(name, body)
}
