// The paths that a tool call may create, for those who remember what a session made itself.
import { type Execution, UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { type ToolCall, traceToolCall } from "./judge-tool-call.ts"
import { resolvePlaces } from "./paths/resolve-places.ts"

/** A program that is not listed may make what it is told to use: `cargo new shop`. */
const CREATING = new Set(["write", "use"])

/** Absolute, links followed; whether they are there already is for the caller to see. Empty for what can not be read. */
export function createdPaths(call: ToolCall, context: JudgeContext): string[] {
  return touchedPaths(call, context, CREATING)
}

/** The same of what it does to files in any of these ways. */
export function touchedPaths(call: ToolCall, context: JudgeContext, accesses: ReadonlySet<string>): string[] {
  let executions: Execution[] = []
  try {
    executions = traceToolCall(call, context)
  } catch {} // what can not be judged is denied, and makes nothing
  const effects = executions.flatMap((execution) => execution.effects)
  const places = effects
    .filter(({ access, target, cwd }) => accesses.has(access) && !`${cwd}${target}`.includes(UNKNOWN))
    .flatMap((effect) => resolvePlaces(effect, context))
  return [...new Set(places.filter(({ glob }) => !glob).map(({ path }) => path))]
}
