// The parameters of a script or function: `$1`, `$2`, `$@`.
import { type ShellState, SPLIT } from "./shell-state.ts"

export function setPositional(state: ShellState, values: readonly string[]): void {
  for (const name of [...state.variables.keys()].filter((key) => /^(\d+|[@*])$/.test(key)))
    state.variables.delete(name)
  for (const [index, value] of values.entries()) state.variables.set(String(index + 1), value)
  state.variables.set("@", values.join(SPLIT))
  state.variables.set("*", values.join(" "))
}
