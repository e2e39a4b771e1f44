// What a shell that is started anew knows of the one that starts it: what was exported, and no parameters.
import { setPositional } from "./positional.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Beside a variable's name; no variable has such a name. */
const MARK = "^"
const ALL = "*"

export function exportVariable(name: string, state: ShellState): void {
  state.variables.set(MARK + name, "")
}

export function isExported(name: string, state: ShellState): boolean {
  return state.variables.has(MARK + name)
}

export function unexport(name: string, state: ShellState): void {
  state.variables.delete(MARK + name)
}

/** `set -a`: every variable from now on. */
export function exportAll(state: ShellState): void {
  exportVariable(ALL, state)
}

/** @param name Its `$0`. */
export function childShell(
  state: ShellState,
  parameters: readonly string[],
  walk: Walk,
  name?: string,
): ShellState {
  const inner = fork(state)
  const { variables } = inner
  variables.delete("IFS") // whatever the environment says
  const isHandedOn = (name: string) =>
    variables.has(MARK + name) ||
    name.startsWith("exported ") || // of a function
    walk.context.variables?.[name] !== undefined ||
    /^(HOME|PATH|TMPDIR|PWD)$/.test(name)
  if (!variables.has(MARK + ALL)) {
    for (const name of [...variables.keys()])
      if (!name.startsWith(MARK) && !isHandedOn(name)) variables.delete(name)
  }
  setPositional(inner, parameters)
  if (name !== undefined) variables.set("0", name)
  return inner
}
