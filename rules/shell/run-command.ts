// Follows one simple command: its assignments, its words, its redirections, then what it executes.
import type { Assignment, Command } from "unbash"
import { UNKNOWN } from "../execution.ts"
import { evaluateText, evaluateWord } from "./evaluate-word.ts"
import { followRedirects } from "./follow-redirects.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function runCommand(command: Command, state: ShellState, walk: Walk): string {
  const argv = [command.name, ...command.suffix].flatMap((part) => {
    if (part?.type === "Word") return evaluateWord(part, state, walk)
    if (part?.type === "Assignment") return [`${part.name}=${assign(part, state, walk)}`]
    return []
  })
  const assignments = command.prefix.filter((part) => part.type === "Assignment")
  const redirected = followRedirects(command.redirects, state, walk)
  if (argv.length === 0) {
    for (const assignment of assignments)
      state.variables.set(assignment.name, assign(assignment, state, walk))
    return ""
  }
  for (const assignment of assignments) runEnvironmentCommand(assignment, state, walk)
  return withTemporary(state, assignments, redirected.input, walk, () =>
    walk.execute(argv, state, state.origin),
  )
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
  for (const assignment of assignments) state.variables.set(assignment.name, assign(assignment, state, walk))
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
  const { value } = assignment
  if (value.type === "ArrayValue") {
    const elements = value.elements.flatMap((element) => evaluateWord(element, state, walk))
    return elements.length === 1 ? (elements[0] ?? "") : UNKNOWN
  }
  const text = evaluateText(value, state, walk)
  return assignment.append ? (state.variables.get(assignment.name) ?? UNKNOWN) + text : text
}

/** Variables whose value other programs run as a command. */
const COMMAND_VARIABLES =
  /^(GIT_SSH(_COMMAND)?|GIT_(EXTERNAL_DIFF|EDITOR|PAGER|ASKPASS|SEQUENCE_EDITOR)|PAGER|EDITOR|VISUAL|PROMPT_COMMAND|MANPAGER|LESSOPEN)$/

function runEnvironmentCommand(assignment: Assignment, state: ShellState, walk: Walk): void {
  const value = assign(assignment, state, walk)
  if (COMMAND_VARIABLES.test(assignment.name) && !value.includes(UNKNOWN)) {
    walk.runScript(value, fork(state), assignment.name)
  }
}
