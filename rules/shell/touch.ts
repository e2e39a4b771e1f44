// Reports that paths or addresses are reached in the way that is told.
import type { Access, Effect } from "../execution.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function touch(access: Access, targets: readonly string[], state: ShellState, walk: Walk): void {
  const effects: Effect[] = targets.map((target) => ({ access, target, recursive: false, cwd: state.cwd }))
  if (effects.length > 0) walk.report({ effects }, state)
}
