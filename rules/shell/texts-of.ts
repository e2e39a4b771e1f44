// The texts that a file may hold which the command writes, or which was written earlier in the session.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** What a file may say: every version, since which of them is there when it runs can hang on a branch. */
export function textsOf(path: string, state: ShellState, { written, context }: Walk): readonly string[] {
  const file = absolute(path, state.cwd)
  if (file.includes(UNKNOWN)) return []
  const real = context.resolveLink?.(file) ?? file
  const known = written.get(file) ?? written.get(real)
  if (known) return known
  const earlier = context.scriptAt?.(real) ?? context.scriptAt?.(file)
  return earlier === undefined ? [] : [earlier]
}

export function absolute(path: string, cwd: string): string {
  return posix.normalize(/^[/\0]/.test(path) ? path : `${cwd}/${path}`)
}
