// The files that a tool call writes, as absolute paths, as far as they can be told before it runs.
import { touchedPaths } from "./created-paths.ts"
import type { JudgeContext } from "./judge-context.ts"
import type { ToolCall } from "./tools/tool-call.ts"

const WRITING = new Set(["write"])

/** For a call that is allowed; nothing for one that can not be judged. */
export function writtenBy(call: ToolCall, context: JudgeContext): string[] {
  return touchedPaths(call, context, WRITING)
}
