// The shell's own commands that change what it knows: where it stands, its variables, what runs later.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
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
      for (const word of words) assignWord(word, state)
      return true
    case "read":
    case "mapfile":
    case "readarray":
    case "getopts":
    case "unset":
      for (const word of words) if (/^\w+$/.test(word)) state.variables.set(word, UNKNOWN)
      return true
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
  else state.cwd = posix.normalize(target.startsWith("/") ? target : `${from}/${target}`)
  state.variables.set("OLDPWD", from)
}

function assignWord(word: string, state: ShellState): void {
  const equals = word.indexOf("=")
  if (equals > 0) state.variables.set(word.slice(0, equals), word.slice(equals + 1))
}

/** An alias is as good as run: the next line may use it. */
function defineAlias(word: string, state: ShellState, walk: Walk): void {
  const equals = word.indexOf("=")
  if (equals > 0) {
    walk.runScript(word.slice(equals + 1), fork(state, { depth: state.depth + 1 }), "alias")
  }
}
