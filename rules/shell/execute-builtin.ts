// The shell's own commands that change what it knows: where it stands, its variables, what runs later.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { setFromWords, shiftPositional } from "./positional.ts"
import { followSubscript, setVariable } from "./set-variable.ts"
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
  switch (program) {
    case "cd":
    case "pushd":
      changeDirectory(words, state, walk)
      return true
    case "popd":
      state.cwd = state.variables.get("OLDPWD") ?? UNKNOWN
      return true
    case "export":
    case "declare":
    case "typeset":
    case "local":
    case "readonly":
      assignWords(words, state, walk)
      return true
    case "set":
      setFromWords(words, state)
      return true
    case "shift":
      walk.budget.spend((state.variables.get("@") ?? "").length / 32)
      shiftPositional(words[0], state)
      return true
    case "let":
    case "printf":
    case "test":
    case "[":
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
      if (words[0] && words[0] !== "-")
        walk.runScript(words[0], fork(state, { depth: state.depth + 1 }), "trap")
      return true
    default:
      return false
  }
}

function changeDirectory(words: readonly string[], state: ShellState, walk: Walk): void {
  const target = words.find((word) => !/^-[LPe@]$|^--$/.test(word)) ?? walk.context.home
  const from = state.cwd
  if (target === "-") state.cwd = state.variables.get("OLDPWD") ?? UNKNOWN
  else if (target.startsWith(UNKNOWN)) state.cwd = UNKNOWN
  else if (/^[./]/.test(target))
    state.cwd = posix.normalize(target.startsWith("/") ? target : `${from}/${target}`)
  else state.cwd = searched(target, from, state)
  state.variables.set("OLDPWD", from)
}

/** With CDPATH set, `cd name` goes to a directory of that name elsewhere. */
function searched(target: string, from: string, state: ShellState): string {
  const path = state.variables.get("CDPATH") ?? ""
  if (path === "") return posix.normalize(`${from}/${target}`)
  return path.includes(":") ? UNKNOWN : posix.normalize(`${path}/${target}`)
}

function assignWords(words: readonly string[], state: ShellState, walk: Walk): void {
  const [flag, ...names] = words
  if (flag === "-f") for (const name of names) state.variables.set(`exported ${name}`, "")
  for (const word of words) assignWord(word, state, walk)
}

function unset(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) {
    followSubscript(word, state, walk)
    if (/^\w+$/.test(word)) state.variables.set(word, "")
  }
}

function assignWord(word: string, state: ShellState, walk: Walk): void {
  const equals = word.indexOf("=")
  if (equals > 0) setVariable(word.slice(0, equals), word.slice(equals + 1), state, walk)
}

function forgetVariables(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) {
    followSubscript(word, state, walk)
    if (!/^\w+$/.test(word)) continue
    state.variables.set(word, UNKNOWN)
    walk.valuesFrom.set(word, state.inputFrom ?? [])
  }
}

/** An alias is as good as run: the next line may use it. */
function defineAlias(word: string, state: ShellState, walk: Walk): void {
  const equals = word.indexOf("=")
  if (equals > 0) {
    walk.made.programs.set(
      word.slice(0, equals),
      word
        .slice(equals + 1)
        .trim()
        .split(/\s+/),
    )
    walk.runScript(word.slice(equals + 1), fork(state, { depth: state.depth + 1 }), "alias")
  }
}
