// Follows one simple command: its assignments, its words, its redirections, then what it executes.
import type { Assignment, Command } from "unbash"
import { UNKNOWN } from "../execution.ts"
import { evaluateText, evaluateWord } from "./evaluate-word.ts"
import { followRedirects } from "./follow-redirects.ts"
import { makersSince } from "./makers-since.ts"
import { reportEmptied } from "./report-emptied.ts"
import { setVariable } from "./set-variable.ts"
import { SETUP_TEXT } from "./setup-text.ts"
import { type ShellState, SPLIT } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function runCommand(command: Command, state: ShellState, walk: Walk): string {
  const ofWords = makersSince(walk)
  const argv = [command.name, ...command.suffix].flatMap((part) => {
    if (part?.type === "Word") return evaluateWord(part, state, walk)
    if (part?.type === "Assignment") return [`${part.name}=${assignNoted(part, state, walk)}`]
    return []
  })
  const assignments = command.prefix.filter((part) => part.type === "Assignment")
  const wordsFrom = [...(state.wordsFrom ?? []), ...ofWords()]
  const ofInput = makersSince(walk)
  const redirected = followRedirects(command.redirects, state, walk)
  const inputFrom = [...(state.inputFrom ?? []), ...ofInput()]
  if (argv.length === 0) {
    for (const assignment of assignments) setAssigned(assignment, state, walk)
    reportEmptied(command.redirects, "", state, walk)
    return ""
  }
  const before = { inputFrom: state.inputFrom, wordsFrom: state.wordsFrom }
  const output = withTemporary(state, assignments, redirected.input, walk, () => {
    Object.assign(state, { inputFrom, wordsFrom })
    return walk.execute(argv, state, state.origin)
  })
  Object.assign(state, before)
  reportEmptied(command.redirects, output, state, walk)
  return assignments.length > 0 && output === SETUP_TEXT ? UNKNOWN : output
}

/** Assignments before a command, and its input, hold for that command; a `cd` it makes stays. */
function withTemporary(
  state: ShellState,
  assignments: readonly Assignment[],
  input: string | undefined,
  walk: Walk,
  run: () => string,
): string {
  const before = { variables: new Map(state.variables), input: state.input }
  for (const assignment of assignments) setAssigned(assignment, state, walk)
  if (input !== undefined) state.input = input
  const output = run()
  state.input = before.input
  for (const { name } of assignments) {
    const value = before.variables.get(name)
    if (value === undefined) state.variables.delete(name)
    else state.variables.set(name, value)
  }
  return output
}

function assign(assignment: Assignment, state: ShellState, walk: Walk): string {
  const { value, index } = assignment
  if (index) evaluateText(index, state, walk)
  if (value.type === "ArrayValue") {
    const elements = value.elements.flatMap((element) => evaluateWord(element, state, walk))
    return setArray(assignment, elements, state, walk)
  }
  const text = evaluateText(value, state, walk)
  return assignment.append ? (state.variables.get(assignment.name) ?? UNKNOWN) + text : text
}

/** @returns the value, after noting what made it: `export x=$(cat file)`. */
function assignNoted(assignment: Assignment, state: ShellState, walk: Walk): string {
  const makers = makersSince(walk)
  const value = assign(assignment, state, walk)
  walk.valuesFrom.set(assignment.name, makers())
  return value
}

function setAssigned(assignment: Assignment, state: ShellState, walk: Walk): void {
  setVariable(assignment.name, assignNoted(assignment, state, walk), state, walk)
}

/** @returns what `$name` is: the first element. */
function setArray(
  { name, append }: Assignment,
  added: readonly string[],
  state: ShellState,
  walk: Walk,
): string {
  const before = append
    ? (state.variables.get(`${name}[@]`) ?? state.variables.get(name) ?? "").split(SPLIT)
    : []
  const elements = [...before.filter((element) => element !== ""), ...added]
  walk.budget.spend(elements.length / 32)
  state.variables.set(`${name}[@]`, elements.join(SPLIT))
  return elements[0] ?? ""
}
