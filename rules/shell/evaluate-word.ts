// The arguments that a word of shell syntax becomes; what is known only at run time becomes UNKNOWN.
import {
  type ParameterExpansionPart,
  type ProcessSubstitutionPart,
  parse,
  type Word,
  type WordPart,
} from "unbash"
import { UNKNOWN } from "../execution.ts"
import { calculate } from "./calculate.ts"
import { expandBraces } from "./expand-braces.ts"
import { feed } from "./fed-by.ts"
import { drawFrom, lookUp } from "./look-up.ts"
import { expandLater, followSubscript, referred } from "./set-variable.ts"
import { type ShellState, SPLIT } from "./shell-state.ts"
import { substitute } from "./substitute.ts"
import type { Walk } from "./walk.ts"

/** No word, one, or several: `$X` may hold blanks, `{a,b}` is two. */
export function evaluateWord(word: Word, state: ShellState, walk: Walk): string[] {
  walk.budget.spend(1 + word.text.length / 32)
  if (word.parts?.some((part) => part.type === "BraceExpansion")) return evaluateBraces(word, state, walk)
  return fieldsOf(word, state, walk)
}

function fieldsOf(word: Word, state: ShellState, walk: Walk): string[] {
  const text = charge(evaluateParts(word, state, walk), walk)
  if (text === "" && (!isQuoted(word) || isList(word))) return []
  return text.includes(SPLIT) ? splitFields(text) : [text]
}

/** The one value of a word where the shell does not split: assignments, redirections, here-strings. */
export function evaluateText(word: Word, state: ShellState, walk: Walk): string {
  walk.budget.spend(1 + word.text.length / 32)
  return charge(evaluateParts(word, state, walk), walk).replaceAll(SPLIT, " ")
}

/** What is derived counts before it is touched: `X=$X$X` doubles with every round. */
function charge(text: string, walk: Walk): string {
  walk.budget.spend(text.length / 32)
  return text
}

/** The text of a heredoc, or of anything else between double quotes. */
export function evaluateQuoted(parts: readonly WordPart[], state: ShellState, walk: Walk): string {
  return parts.map((part) => evaluatePart(part, state, walk)).join("")
}

function evaluateBraces(word: Word, state: ShellState, walk: Walk): string[] {
  const alternatives = expandBraces(word.text)
  if (alternatives === undefined) return [UNKNOWN]
  if (alternatives.length === 1 && alternatives[0] === word.text) return [word.value]
  return alternatives.flatMap((text) => {
    walk.budget.spend(1 + text.length / 32)
    const command = parse(`: ${text}`).commands[0]?.command
    if (command?.type !== "Command") return [UNKNOWN]
    return command.suffix.flatMap((argument) =>
      argument.type === "Word" ? fieldsOf(argument, state, walk) : [UNKNOWN],
    )
  })
}

function splitFields(text: string): string[] {
  return text.split(SPLIT).filter((field) => field !== "")
}

function evaluateParts(word: Word, state: ShellState, walk: Walk): string {
  if (!word.parts) return expandTilde(word.text, word.value, state, walk)
  return word.parts
    .map((part, index) => {
      if (index === 0 && part.type === "Literal") return expandTilde(part.text, part.value, state, walk)
      const value = evaluatePart(part, state, walk)
      return isExpansion(part) ? markSplits(value, state) : value
    })
    .join("")
}

function evaluatePart(part: WordPart, state: ShellState, walk: Walk): string {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return part.value
    case "DoubleQuoted":
    case "LocaleString":
      return evaluateQuoted(part.parts, state, walk)
    case "SimpleExpansion":
      return lookUp(part.text.slice(1), state, walk)
    case "ParameterExpansion":
      return evaluateParameter(part, state, walk)
    case "CommandExpansion":
      return part.script ? substitute(part.script, state, walk) : UNKNOWN
    case "ProcessSubstitution":
      return evaluateProcess(part, state, walk)
    case "Glob":
    case "ExtendedGlob":
      walk.runNested(part, state)
      return part.text
    case "ArithmeticExpansion":
      walk.runNested(part, state)
      return calculate(part.expression, (name) => lookUp(name, state, walk))
    case "BraceExpansion":
      walk.runNested(part, state)
      return UNKNOWN
  }
}

function evaluateProcess(part: ProcessSubstitutionPart, state: ShellState, walk: Walk): string {
  const feeds = part.operator === "<"
  const output = part.script ? walk.runNode(part.script, subshell(state, feeds ? "" : UNKNOWN)) : UNKNOWN
  return feeds ? feed(output, walk) : `/dev/fd/${UNKNOWN}`
}

function subshell(state: ShellState, input: string): ShellState {
  return { ...state, input, variables: new Map(state.variables), origin: "process substitution" }
}

function evaluateParameter(part: ParameterExpansionPart, state: ShellState, walk: Walk): string {
  const { operation } = part
  if (part.prefix || (part.index && operation)) {
    walk.runNested(part, state)
    if (!operation) drawNamed(part.parameter, state, walk)
    return UNKNOWN
  }
  if (part.index) return elementOf(part.parameter, evaluateText(part.index, state, walk), state, walk)
  const value = lookUp(part.parameter, state, walk)
  if (!operation) return value
  if (operation.type !== "Default") {
    walk.runNested(part, state)
    // JavaScript's `${a.b()}` between double quotes: the shell refuses it.
    if (operation.type === "Unknown" && operation.operator.startsWith(".")) return ""
    if (operation.type === "Transform") followTransform(operation.operand.value, value, state, walk)
    return operation.type === "Remove" && !value.includes(UNKNOWN) ? `${value}${UNKNOWN}` : UNKNOWN
  }
  const operand = evaluateText(operation.operand, state, walk)
  if (operation.operator.endsWith("?")) return value
  if (operation.operator.endsWith("+"))
    return value === "" ? "" : value.startsWith(UNKNOWN) ? UNKNOWN : operand
  const isUnset = value === UNKNOWN && !state.variables.has(referred(part.parameter, state))
  const chosen = value === "" || isUnset ? operand : value
  if (operation.operator.endsWith("=")) state.variables.set(part.parameter, chosen)
  return chosen
}

/** `${!name}`: what made the variable that it names has made it. */
function drawNamed(name: string, state: ShellState, walk: Walk): void {
  const named = lookUp(name, state, walk)
  if (/^\w+$/.test(named)) lookUp(named, state, walk)
}

/** `${name@P}` expands what the value says as a prompt would. */
function followTransform(operator: string, value: string, state: ShellState, walk: Walk): void {
  if (operator !== "P") return
  if (value.includes(UNKNOWN)) walk.report({ traits: ["unresolved-program"] }, state)
  expandLater(value, state, walk)
}

/** `${name[@]}` or `${name[1]}`. */
function elementOf(name: string, index: string, state: ShellState, walk: Walk): string {
  followSubscript(`${name}[${index}]`, state, walk)
  drawFrom(name, walk)
  const elements = state.variables.get(`${name}[@]`)
  if (elements === undefined || index.includes(UNKNOWN)) return UNKNOWN
  return /^[@*]$/.test(index) ? elements : (elements.split(SPLIT)[Number(index)] ?? UNKNOWN)
}

function isExpansion({ type }: WordPart): boolean {
  return type === "SimpleExpansion" || type === "ParameterExpansion" || type === "CommandExpansion"
}

function markSplits(value: string, state: ShellState): string {
  const separators = state.variables.get("IFS") ?? " \t\n"
  // Set in one branch only: the text may fall apart anywhere.
  if (separators.includes(UNKNOWN)) return value.length > 1 ? UNKNOWN : value
  if (separators === "") return value
  return [...value].map((character) => (separators.includes(character) ? SPLIT : character)).join("")
}

/** Only `"$@"` or `"${name[@]}"`: each of no elements is no word. */
function isList({ text }: Word): boolean {
  return /^("\$(@|\{@\}|\{\w+\[@\]\})")+$/.test(text)
}

function isQuoted(word: Word): boolean {
  return /['"]/.test(word.text)
}

function expandTilde(text: string, value: string, state: ShellState, walk: Walk): string {
  if (!text.startsWith("~")) return value
  const [prefix, user] = text.match(/^~([\w.-]*|\+)(?=\/|$)/) ?? []
  if (prefix === undefined || user === undefined) return value
  const rest = value.slice(prefix.length)
  if (user === "") return (state.variables.get("HOME") ?? walk.context.home) + rest
  if (user === "+") return state.cwd + rest
  return (user === "root" ? "/root" : `/home/${user}`) + rest
}
