// What a known tool prints so that a shell takes it over: `eval "$(brew shellenv)"`, `source <(kubectl completion bash)`.
// In that usual form it is trusted. With more words around it, through another program, or from a tool whose environment
// the command sets, nobody can tell what would run.
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Stands for all of it; a script that holds more is run without it. */
export const SETUP_TEXT = "\u0002"

export function doubtSetup(isUsual: boolean, words: readonly string[], state: ShellState, walk: Walk): void {
  if (isUsual || !words.some((word) => word.includes(SETUP_TEXT))) return
  walk.report({ traits: ["unresolved-program"] }, state)
}
