// Aliases of git that a command makes and then calls: by configuration, `-c`, or the environment.
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** A shell variable can have no such name. */
const nameOf = (alias: string) => `git alias ${alias.toLowerCase()}`

export function noteAlias(alias: string, value: string, state: ShellState): void {
  state.variables.set(nameOf(alias), value)
}

/** @param words The words after the alias. */
export function callAlias(alias: string, words: readonly string[], state: ShellState, walk: Walk): void {
  const value = state.variables.get(nameOf(alias))
  if (value === undefined) return
  const inner = fork(state, { depth: state.depth + 1 })
  inner.variables.delete(nameOf(alias)) // git calls no alias from itself
  const script = value.startsWith("!") ? value.slice(1) : `git ${value}`
  walk.runScript(`${script} ${words.map(quoted).join(" ")}`, inner, `git alias ${alias}`)
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
