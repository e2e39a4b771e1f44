// The paths that a tool call may write, for those who remember what a session made itself.
import { type Execution, UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { type ToolCall, traceToolCall } from "./judge-tool-call.ts"
import { resolvePlaces } from "./paths/resolve-places.ts"

export interface WrittenPath {
  /** Absolute, links followed. */
  path: string
  /** Else it is only known that a program gets it: `cargo new shop`. */
  surely: boolean
}

/** Whether they are there already is for the caller to see. None for what can not be judged: that is denied. */
export function writtenPaths(call: ToolCall, context: JudgeContext): WrittenPath[] {
  let executions: Execution[] = []
  try {
    executions = traceToolCall(call, context)
  } catch {}
  const written = new Map<string, WrittenPath>()
  for (const effect of executions.flatMap((execution) => execution.effects)) {
    const { access, target, cwd } = effect
    if ((access !== "write" && access !== "use") || `${cwd}${target}`.includes(UNKNOWN)) continue
    for (const { path, glob } of resolvePlaces(effect, context)) {
      const surely = access === "write" || written.get(path)?.surely === true
      if (!glob) written.set(path, { path, surely })
    }
  }
  return [...written.values()]
}
