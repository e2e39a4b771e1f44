// The parameters of a script or function, `$1`, `$2`, `$@`, and the builtins that change them.
import { type ShellState, SPLIT } from "./shell-state.ts"

export function isPositional(name: string): boolean {
  return /^(\d+|[@*])$/.test(name)
}

export function setPositional(state: ShellState, values: readonly string[]): void {
  for (const name of [...state.variables.keys()].filter((key) => key !== "0" && isPositional(key)))
    state.variables.delete(name)
  for (const [index, value] of values.entries()) state.variables.set(String(index + 1), value)
  state.variables.set("@", values.join(SPLIT))
  state.variables.set("*", values.join(" "))
}

/** `set -e -- a b`: after its options `set` takes the new parameters, none after a bare `--`. */
export function setFromWords(words: readonly string[], state: ShellState): void {
  const first = words.findIndex((word, index) => word === "--" || isParameter(words, index))
  if (first >= 0) setPositional(state, words.slice(words[first] === "--" ? first + 1 : first))
}

function isParameter(words: readonly string[], index: number): boolean {
  return !/^[-+]/.test(words[index] ?? "") && !/^[-+]\w*o$/.test(words[index - 1] ?? "")
}

export function shiftPositional(count: string | undefined, state: ShellState): void {
  const values = state.variables.get("@")
  if (values !== undefined) setPositional(state, values.split(SPLIT).slice(Number(count ?? 1) || 0))
}
