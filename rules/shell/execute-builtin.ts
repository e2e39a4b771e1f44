// The shell's own commands that change what it knows: where it stands, its variables, what runs later.
import { UNKNOWN } from "../execution.ts"
import { exportAll, exportVariable } from "./child-shell.ts"
import { movesShell, STOPS } from "./move-shell.ts"
import { outputOf } from "./output-of.ts"
import { setFromWords, shiftPositional } from "./positional.ts"
import { followSubscript, referTo, setVariable } from "./set-variable.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** @returns whether the program is such a builtin. */
export function executeBuiltin(
  program: string,
  argv: readonly string[],
  state: ShellState,
  walk: Walk,
): boolean {
  const words = argv.slice(1)
  if (movesShell(program, words, state, walk)) return true
  switch (program) {
    case "export":
    case "readonly":
      if (program === "export") exportWords(words, state)
      for (const word of words) assignWord(word, state, walk)
      return true
    case "declare":
    case "typeset":
    case "local":
      declareVariables(words, state, walk)
      return true
    case "set":
      setOptions(words, state)
      return true
    case "shift":
      walk.budget.spend((state.variables.get("@") ?? "").length / 32)
      shiftPositional(words[0], state)
      return true
    case "printf":
      printInto(words, state, walk)
      return false
    case "let":
    case "test":
    case "[":
    case "wait":
      for (const word of words) followSubscript(word, state, walk)
      return program === "let"
    case "unset":
      unset(words, state, walk)
      return true
    case "read":
    case "getopts":
      forgetVariables(words, state, walk)
      return true
    case "mapfile":
    case "readarray":
      forgetVariables(words, state, walk)
      return false // -C runs a command
    case "alias":
      for (const word of words) defineAlias(word, state, walk)
      return true
    case "trap":
      setTrap(words, state, walk)
      return true
    default:
      return false
  }
}

function setOptions(words: readonly string[], state: ShellState): void {
  setFromWords(words, state)
  if (words.some((word) => /^-\w*a|^allexport$/.test(word))) exportAll(state)
  if (words.some((word) => /^-[a-z]*e|^errexit$/.test(word))) state.variables.set(STOPS, "on")
  if (words.some((word) => /^\+[a-z]*e/.test(word))) state.variables.delete(STOPS)
}

/** In a function they make a variable of its own, which without a value is empty. */
function declareVariables(words: readonly string[], state: ShellState, walk: Walk): void {
  const options = words.filter((word) => /^[-+]/.test(word)).join("")
  for (const word of words.filter((word) => /^\w/.test(word))) {
    followSubscript(word, state, walk)
    const [name = "", value] = splitOnce(word)
    if (!/g/.test(options)) state.locals?.add(name)
    if (options.includes("x")) exportVariable(name, state)
    if (options.includes("n") && value !== undefined) referTo(name, value, state)
    else if (value !== undefined) setVariable(name, value, state, walk)
    else if (state.locals && !options.includes("g")) state.variables.set(name, "")
  }
}

function splitOnce(word: string): [string, string | undefined] {
  const equals = word.indexOf("=")
  return equals < 0 ? [word, undefined] : [word.slice(0, equals).replace(/\+$/, ""), word.slice(equals + 1)]
}

/** `printf -v name …` */
function printInto(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) followSubscript(word, state, walk)
  const [flag = "", name] = words
  if (flag === "-v" && name)
    setVariable(name, outputOf(["printf", ...words.slice(2)], state, walk), state, walk)
  else if (flag.startsWith("-v")) setVariable(flag.slice(2), UNKNOWN, state, walk)
  if (flag.startsWith("-v")) walk.valuesFrom.set(flag.slice(2) || (name ?? ""), state.wordsFrom ?? [])
}

function setTrap(given: readonly string[], state: ShellState, walk: Walk): void {
  const words = given.filter((word) => word !== "--")
  const [script] = words
  if (script === undefined || words.length < 2 || /^-/.test(script)) return
  walk.runScript(script, fork(state), "trap")
  if (words.some((word) => /^(DEBUG|ERR|RETURN)$/.test(word)))
    walk.runScript(script, fork(state, { cwd: UNKNOWN }), "trap")
  walk.traps.push(script)
}

/** `export -f name` hands functions on. */
function exportWords(words: readonly string[], state: ShellState): void {
  const [flag, ...names] = words
  if (flag === "-f") for (const name of names) state.variables.set(`exported ${name}`, "")
  for (const word of words) exportVariable(splitOnce(word)[0], state)
}

function unset(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) {
    followSubscript(word, state, walk)
    const [, name, subscript] = word.match(/^(\w+)(\[.*)?$/s) ?? []
    if (name === undefined) continue
    // Without one of its elements an array is another; without all of them it is empty.
    const left = subscript === undefined ? "" : UNKNOWN
    state.variables.set(name, left)
    if (state.variables.has(`${name}[@]`)) state.variables.set(`${name}[@]`, left)
  }
}

function assignWord(word: string, state: ShellState, walk: Walk): void {
  followSubscript(word, state, walk)
  const equals = word.indexOf("=")
  if (equals > 0) setVariable(word.slice(0, equals), word.slice(equals + 1), state, walk)
}

function forgetVariables(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) {
    followSubscript(word, state, walk)
    const name = word.match(/^\w+/)?.[0]
    if (name === undefined) continue
    state.variables.set(name, UNKNOWN)
    if (state.variables.has(`${name}[@]`)) state.variables.set(`${name}[@]`, UNKNOWN)
    walk.valuesFrom.set(name, state.inputFrom ?? [])
  }
}

/** An alias is as good as run: the next line may use it. */
function defineAlias(word: string, state: ShellState, walk: Walk): void {
  const equals = word.indexOf("=")
  if (equals > 0) {
    walk.made.aliases.set(word.slice(0, equals), word.slice(equals + 1))
    walk.runScript(word.slice(equals + 1), fork(state, { depth: state.depth + 1 }), "alias")
  }
}
