// The files that a tool call writes, as absolute paths, as far as they can be told before it runs.
import { UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { type ToolCall, traceToolCall } from "./judge-tool-call.ts"
import { resolvePlaces } from "./paths/resolve-places.ts"

/** For a call that is allowed; nothing for one that can not be judged. */
export function writtenBy(call: ToolCall, context: JudgeContext): string[] {
  try {
    const effects = traceToolCall(call, context).flatMap((execution) => execution.effects)
    const written = effects.filter(({ access, target }) => access === "write" && !target.includes(UNKNOWN))
    const places = written.flatMap((effect) => resolvePlaces(effect, context))
    return [...new Set(places.filter(({ glob }) => !glob).map(({ path }) => path))]
  } catch {
    return []
  }
}
