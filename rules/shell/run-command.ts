// Follows one simple command: its assignments, its words, its redirections, then what it executes.
import type { Assignment, Command, Word } from "unbash"
import { UNKNOWN } from "../execution.ts"
import { exportVariable, isExported, unexport } from "./child-shell.ts"
import { evaluateText, evaluateWord } from "./evaluate-word.ts"
import { followRedirects } from "./follow-redirects.ts"
import { followVariable } from "./follow-variable.ts"
import { makersSince } from "./makers-since.ts"
import { reportEmptied } from "./report-emptied.ts"
import { noteRedirected, noteReplaced } from "./script-files.ts"
import { followSubscript, setVariable } from "./set-variable.ts"
import { SETUP_TEXT } from "./setup-text.ts"
import { type MadeWord, type ShellState, SPLIT } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function runCommand(command: Command, state: ShellState, walk: Walk): string {
  const ofWords = makersSince(walk)
  const assignments = command.prefix.filter((part) => part.type === "Assignment")
  const file = fileForAssignment(command)
  const wordMakers: MadeWord[] = []
  const argv: string[] = command.name && !file ? evaluateNoted(command.name, wordMakers, state, walk) : []
  for (const part of command.suffix) {
    if (part.type === "Word") argv.push(...evaluateNoted(part, wordMakers, state, walk))
    else if (part.type === "Assignment") argv.push(`${part.name}=${assignNoted(part, state, walk)}`)
  }
  const wordsFrom = [...(state.wordsFrom ?? []), ...ofWords()]
  const fed = file && evaluateText(file, state, walk)
  const setAll = () => {
    for (const assignment of assignments) setAssigned(assignment, state, walk)
    const last = assignments.at(-1)
    if (last && fed !== undefined) setVariable(last.name, fed, state, walk)
  }
  const ofInput = makersSince(walk)
  const redirected = followRedirects(command.redirects, state, walk)
  const inputFrom = [...(state.inputFrom ?? []), ...ofInput()]
  if (argv.length === 0) {
    setAll()
    reportEmptied(command.redirects, "", state, walk)
    noteRedirected(command.redirects, "", state, walk)
    return ""
  }
  const before = { inputFrom: state.inputFrom, wordsFrom: state.wordsFrom, wordMakers: state.wordMakers }
  const temporary = { names: assignments.map(({ name }) => name), setAll, input: redirected.input }
  const output = withTemporary(temporary, state, () => {
    Object.assign(state, { inputFrom, wordsFrom, wordMakers })
    return walk.execute(argv, state, state.origin)
  })
  Object.assign(state, before)
  reportEmptied(command.redirects, output, state, walk)
  if (argv[0] === "exec" && argv.length === 1) noteReplaced(command.redirects, state, walk)
  else noteRedirected(command.redirects, output, state, walk)
  return assignments.length > 0 && output === SETUP_TEXT ? UNKNOWN : output
}

/** Notes what made each word. */
function evaluateNoted(word: Word, made: MadeWord[], state: ShellState, walk: Walk): string[] {
  if (!word.parts) return evaluateWord(word, state, walk)
  const first = { reported: walk.reported.length, drawn: walk.drawn.length }
  const words = evaluateWord(word, state, walk)
  if (!words.some((each) => each.includes(UNKNOWN))) return words
  const makers = [...walk.reported.slice(first.reported), ...walk.drawn.slice(first.drawn)]
  walk.budget.spend(makers.length / 32)
  // Inside a function it may be a parameter, made by what called it.
  if (makers.length === 0 && (state.wordsFrom?.length ?? 0) > 0) return words
  for (const each of words) made.push({ word: each, makers })
  return words
}

/** Of `NAME=<(x) program` the parser takes the substitution for the program's name. */
function fileForAssignment({ name, prefix }: Command): Word | undefined {
  const isFile = name?.parts?.[0]?.type === "ProcessSubstitution"
  return isFile && prefix.some((part) => part.type === "Assignment" && part.end === name.pos)
    ? name
    : undefined
}

/** Assignments before a command, and its input, hold for that command; a `cd` it makes stays. */
function withTemporary(
  { names, setAll, input }: { names: string[]; setAll: () => void; input: string | undefined },
  state: ShellState,
  run: () => string,
): string {
  const before = {
    values: names.map((name) => [name, state.variables.get(name)] as const),
    input: state.input,
  }
  setAll()
  const exported = names.filter((name) => !isExported(name, state))
  for (const name of exported) exportVariable(name, state)
  if (input !== undefined) state.input = input
  const output = run()
  state.input = before.input
  for (const name of exported) unexport(name, state)
  for (const [name, value] of before.values) {
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
  if (assignment.index) setElement(assignment, state, walk)
  else setVariable(assignment.name, assignNoted(assignment, state, walk), state, walk)
}

/** `name[1]=value`: told as long as it is the first one, or one more. */
function setElement(assignment: Assignment, state: ShellState, walk: Walk): void {
  const { name } = assignment
  const index = assignment.index ? evaluateText(assignment.index, state, walk) : UNKNOWN
  followSubscript(`${name}[${index}]`, state, walk)
  const value = assign(assignment, state, walk)
  const before = state.variables.get(`${name}[@]`) ?? state.variables.get(name)
  const elements = before === undefined ? [] : before.split(SPLIT)
  const isTold =
    (index === "0" || index === String(elements.length)) && before !== UNKNOWN && !assignment.append
  if (isTold) elements[Number(index)] = value
  const known = isTold ? elements : [UNKNOWN]
  state.variables.set(`${name}[@]`, known.join(SPLIT))
  setVariable(name, known[0] ?? UNKNOWN, state, walk)
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
  for (const element of added) {
    if (element.startsWith("[")) followSubscript(`${name}${element}`, state, walk)
    followVariable(name, element, state, walk)
  }
  state.variables.set(`${name}[@]`, elements.join(SPLIT))
  return elements[0] ?? ""
}
