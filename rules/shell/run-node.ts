// Follows the structure of a script: lists, pipelines, branches, loops and functions, each as the shell would.
import type {
  AndOr,
  ArithmeticCommand,
  ArithmeticFor,
  Case,
  CompoundList,
  For,
  Function as FunctionNode,
  If,
  Pipeline,
  Redirected,
  Select,
  Statement,
  SyntaxNode,
  While,
} from "unbash"
import { forEachChild } from "unbash"
import { UNKNOWN } from "../execution.ts"
import { evaluateWord } from "./evaluate-word.ts"
import { followRedirects } from "./follow-redirects.ts"
import { makersSince } from "./makers-since.ts"
import { setPositional } from "./positional.ts"
import { reportEmptied } from "./report-emptied.ts"
import { runCommand } from "./run-command.ts"
import { runTest } from "./run-test.ts"
import { noteRedirected } from "./script-files.ts"
import { fork, join, mayStandIn, type ShellState, SPLIT } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const MAY_BE_DASH = /^(input of )?(sh|dash|ash)( -c)?$/

export function runNode(node: SyntaxNode, state: ShellState, walk: Walk): string {
  walk.budget.spend(1)
  switch (node.type) {
    case "Script":
    case "CompoundList":
      return node.commands.map((statement) => walk.runNode(statement, state)).join("")
    case "Statement":
      return runStatement(node, state, walk)
    case "Command":
      return runCommand(node, state, walk)
    case "AndOr":
      return runAndOr(node, state, walk)
    case "Pipeline":
      return runPipeline(node, state, walk)
    case "Subshell":
      return walk.runNode(node.body, fork(state))
    case "BraceGroup":
      return walk.runNode(node.body, state)
    case "Coproc":
      return walk.runNode(node.body, fork(state, beside(state)))
    case "Redirected":
      return runRedirected(node, state, walk)
    case "If":
      return runIf(node, state, walk)
    case "For":
    case "Select":
      return runFor(node, state, walk)
    case "ArithmeticFor":
      return runArithmeticFor(node, state, walk)
    case "ArithmeticCommand":
      return runArithmetic(node, state, walk)
    case "While":
      return runWhile(node, state, walk)
    case "Case":
      return runCase(node, state, walk)
    case "TestCommand":
      runTest(node.expression, state, walk)
      return UNKNOWN
    case "Function":
      return defineFunction(node, state, walk)
    default:
      walk.runNested(node, state)
      return UNKNOWN
  }
}

/** After `cd x; ` the shell may stand where it stood; behind `cd x && ` it does not. */
function runStatement(node: Statement, state: ShellState, walk: Walk): string {
  const output = walk.runNode(node.command, node.background ? fork(state, beside(state)) : state)
  if (state.unmoved !== undefined) mayStandIn(state.unmoved, state)
  state.unmoved = undefined
  return output
}

function runRedirected(node: Redirected, state: ShellState, walk: Walk): string {
  const before = { input: state.input, inputFrom: state.inputFrom }
  const makers = makersSince(walk)
  state.input = followRedirects(node.redirects, state, walk).input ?? before.input
  state.inputFrom = [...(before.inputFrom ?? []), ...makers()]
  const output = walk.runNode(node.command, state)
  Object.assign(state, before)
  reportEmptied(node.redirects, output, state, walk)
  noteRedirected(node.redirects, output, state, walk)
  return output
}

/** Substitutions inside tests, arithmetic and the like run although the node itself is no command. */
export function runNested(node: SyntaxNode, state: ShellState, walk: Walk): void {
  walk.budget.spend(1)
  forEachChild(node, (child) => {
    if (child.type === "Script") walk.runNode(child, fork(state, { origin: "substitution" }))
    else if (child.type === "CompoundList") walk.runNode(child, fork(state))
    else walk.runNested(child, state)
  })
}

/** In bash `((rm -rf /))` is a sum; in a shell without arithmetic commands it is a command in two subshells. */
function runArithmetic(node: ArithmeticCommand, state: ShellState, walk: Walk): string {
  walk.runNested(node, state)
  // Where sh is dash, `((rm x))` is a subshell in a subshell.
  if (MAY_BE_DASH.test(state.origin)) return walk.runScript(node.body, fork(state), state.origin)
  if (/^\s*[a-z]{2,}\s+-[a-z]/i.test(node.body)) walk.runScript(node.body, fork(state), "subshell")
  return ""
}

/** `a && b` is followed as if a succeeded; after `a || b` either may have run, unless b leaves. */
function runAndOr(node: AndOr, state: ShellState, walk: Walk): string {
  const output: string[] = []
  let sure = state.cwd
  let before = fork(state)
  let first: ShellState | undefined
  node.commands.forEach((command, index) => {
    if (node.operators[index - 1] !== "||") {
      before = fork(state)
      if (index === 1) first = before
      output.push(walk.runNode(command, state))
      if (index === 0) sure = state.cwd
      return
    }
    const otherwise = fork(before)
    output.push(walk.runNode(command, otherwise))
    if (leaves(command, otherwise)) state.unmoved = undefined
    else join(state, [fork(state), otherwise])
  })
  // What the list set may not have been set when it ends: `test -n "$1" && name=$1; …`
  if (first) join(state, [fork(state), { ...first, cwd: state.cwd }])
  // In `test -d x && cd x; …` the shell may still stand where it stood.
  if (state.cwd !== sure) {
    state.timing = "untold"
    mayStandIn(sure, state)
  }
  return output.join("")
}

/** Where it returns from a function, what follows the call stands where that stood. */
function leaves(node: SyntaxNode, { cwd, unmoved, elsewhere, returned }: ShellState): boolean {
  if (!isLeaving(node)) return false
  for (const place of [cwd, unmoved, ...(elsewhere ?? [])]) if (place !== undefined) returned?.add(place)
  return true
}

function isLeaving(node: SyntaxNode): boolean {
  if (node.type === "BraceGroup" || node.type === "CompoundList") {
    const list = node.type === "BraceGroup" ? node.body.commands : node.commands
    const last = list.at(-1)?.command
    return last !== undefined && isLeaving(last)
  }
  return node.type === "Command" && ["exit", "return", "break", "continue"].includes(node.name?.value ?? "")
}

function runPipeline(node: Pipeline, state: ShellState, walk: Walk): string {
  if (node.commands.length === 1 && node.commands[0]) return walk.runNode(node.commands[0], state)
  let input = state.input
  const earlier = makersSince(walk)
  for (const command of node.commands) {
    const inputFrom = [...(state.inputFrom ?? []), ...earlier()]
    input = walk.runNode(command, fork(state, { input, inputFrom, ...beside(state) }))
  }
  return input
}

function runIf(node: If, state: ShellState, walk: Walk): string {
  const { held, failed } = runClause(node.clause, state, walk)
  const then = fork(held)
  walk.runNode(node.then, then)
  // Who leaves, leaves nothing to what follows: `if ! cd x; then exit; fi; …`.
  if (leaves(node.then, held)) Object.assign(then, { cwd: failed.cwd, elsewhere: failed.elsewhere })
  const branches = [then]
  const follow = (body: SyntaxNode | undefined) => {
    const branch = fork(failed)
    if (body) walk.runNode(body, branch)
    branches.push(branch)
  }
  for (const elif of node.elif) {
    walk.runNode(elif.clause, failed)
    follow(elif.then)
  }
  follow(node.else)
  state.elsewhere = undefined
  join(state, branches)
  return UNKNOWN
}

/** Behind `if cd x; then` and `if ! cd x; then …; else` the shell stands in x; elsewhere it may stand where it stood. */
function runClause({ commands }: CompoundList, state: ShellState, walk: Walk) {
  const last = commands.at(-1)
  for (const earlier of commands.slice(0, -1)) walk.runNode(earlier, state)
  if (last?.background) walk.runNode(last, state)
  else if (last) walk.runNode(last.command, state)
  const sure = fork(state, { unmoved: undefined })
  if (state.unmoved !== undefined) mayStandIn(state.unmoved, state)
  state.unmoved = undefined
  if (isNegated(last?.command)) return { held: fork(state), failed: sure }
  return { held: isAllOf(last?.command) ? sure : fork(state), failed: fork(state) }
}

function isNegated(node: SyntaxNode | undefined): boolean {
  if (node?.type !== "Pipeline" || node.commands.length !== 1 || !node.prefixes) return false
  return node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1
}

/** It succeeds only where each of its parts did. */
function isAllOf(node: SyntaxNode | undefined): boolean {
  return node?.type === "Command" || (node?.type === "AndOr" && !node.operators.includes("||"))
}

function runFor(node: For | Select, state: ShellState, walk: Walk): string {
  const makers = makersSince(walk)
  const values = node.wordlist?.flatMap((word) => evaluateWord(word, state, walk)) ?? positionals(state)
  walk.valuesFrom.set(node.name.value, makers())
  const before = fork(state)
  const round = (value: string) => {
    state.variables.set(node.name.value, value)
    repeatedly(node.body, state, walk)
  }
  for (const value of values) {
    // An unknown word or a glob stands for several.
    if (/[\0*?[]/.test(value)) runRounds(() => round(value), state)
    else round(value)
  }
  if (values.length > 0) join(state, [before, fork(state)])
  return UNKNOWN
}

/** `for name; do` goes through the parameters. */
function positionals(state: ShellState): string[] {
  return state.variables.get("@")?.split(SPLIT) ?? [UNKNOWN]
}

function runArithmeticFor(node: ArithmeticFor, state: ShellState, walk: Walk): string {
  for (const expression of [node.initialize, node.test, node.update])
    if (expression) walk.runNested(expression, state)
  runRounds(() => repeatedly(node.body, state, walk), state)
  return UNKNOWN
}

function runWhile(node: While, state: ShellState, walk: Walk): string {
  const round = () => {
    repeatedly(node.clause, state, walk)
    repeatedly(node.body, state, walk)
  }
  runRounds(round, state)
  return UNKNOWN
}

/** In each round something more becomes unknown, so that few are enough: as many as names are handed on in a chain. */
const MOST_ROUNDS = 8

/** What one round leaves behind, the next may run: again, until a round changes nothing that is known. */
function runRounds(round: () => void, state: ShellState): void {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const before = fork(state)
    round()
    const isSame = sameKnowledge(before, state)
    join(state, [before, fork(state)])
    if (isSame) return
  }
}

function sameKnowledge(before: ShellState, after: ShellState): boolean {
  if (before.cwd !== after.cwd || before.variables.size !== after.variables.size) return false
  return [...after.variables].every(([name, value]) => before.variables.get(name) === value)
}

function repeatedly(node: SyntaxNode, state: ShellState, walk: Walk): void {
  const { timing } = state
  Object.assign(state, beside(state))
  walk.runNode(node, state)
  if (state.timing === "any-time") state.timing = timing
}

function beside({ timing }: ShellState): Pick<ShellState, "timing"> {
  return { timing: timing ?? "any-time" }
}

function runCase(node: Case, state: ShellState, walk: Walk): string {
  evaluateWord(node.word, state, walk)
  const branches: ShellState[] = []
  /** Where a branch that ends with `;&` or `;;&` goes on. */
  let through: ShellState | undefined
  for (const item of node.items) {
    const starts = [fork(state), ...(through ? [fork(through)] : [])]
    for (const branch of starts) {
      for (const pattern of item.pattern) walk.runNested(pattern, branch)
      walk.runNode(item.body, branch)
    }
    branches.push(...starts)
    // `;;&` may also leave out the next one.
    const ends = item.terminator === ";;&" && through ? [...starts, fork(through)] : starts
    through = item.terminator === ";&" || item.terminator === ";;&" ? joined(state, ends) : undefined
  }
  join(state, [fork(state), ...branches])
  return UNKNOWN
}

function joined(state: ShellState, branches: ShellState[]): ShellState {
  const both = fork(state)
  join(both, branches)
  return both
}

/** Functions that a shell calls by itself: for a program that it does not find, before a prompt, at its end. */
const CALLED_BY_SHELL =
  /^(command_not_found_handler?|precmd|preexec|chpwd|periodic|zshexit|zshaddhistory|fish_(prompt|right_prompt|greeting|command_not_found)|TRAP[A-Z]+)$/

function defineFunction(node: FunctionNode, state: ShellState, walk: Walk): string {
  const name = node.name.value
  state.functions.set(name, node)
  if (CALLED_BY_SHELL.test(name)) {
    const inner = fork(state, { origin: `function ${name}` })
    inner.functions.delete(name)
    setPositional(inner, [UNKNOWN])
    walk.runNode(node.body, inner)
  }
  if (callsItselfTwice(node.body, name)) walk.report({ argv: [name], traits: ["fork-bomb"] }, state)
  return ""
}

function callsItselfTwice(body: SyntaxNode, name: string): boolean {
  if (body.type === "Pipeline" && body.commands.filter((command) => isCallOf(command, name)).length >= 2)
    return true
  if (body.type === "Statement" && body.background && isCallOf(body.command, name)) return true
  let found = false
  forEachChild(body, (child) => {
    found ||= callsItselfTwice(child, name)
  })
  return found
}

function isCallOf(node: SyntaxNode, name: string): boolean {
  return node.type === "Command" && node.name?.value === name
}
