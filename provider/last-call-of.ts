// The last call of a session and agent with a model, as this process remembers it.
import { type PreviousCall, previousCall } from "./previous-call.ts"
import type { Caller } from "./shake-hands.ts"
import { usageMemoryOf } from "./usage-memory.ts"

export function lastCallOf(
  { instance, session, agent }: Caller,
  model: string,
  now: number,
): PreviousCall | undefined {
  return previousCall(usageMemoryOf(instance).last({ session, agent, model }), now)
}
