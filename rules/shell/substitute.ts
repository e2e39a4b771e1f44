// What `$(…)` is replaced by: followed as a subshell, and its output without the last line breaks.
import type { ParsedScript } from "unbash"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function substitute(script: ParsedScript, state: ShellState, walk: Walk): string {
  walk.budget.spend(1)
  const inner = fork(state, { origin: "substitution", depth: state.depth + 1 })
  return walk.runNode(script, inner).replace(/\n+$/, "")
}
