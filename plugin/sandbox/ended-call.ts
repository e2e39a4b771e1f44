// The tool call that an event says is over, also one that never ran since a person or a rule of OpenCode's said no.
import type { Event } from "@opencode-ai/sdk"

export function endedCall(event: Event): string | undefined {
  if (event.type !== "message.part.updated") return undefined
  const { part } = event.properties
  if (part.type !== "tool") return undefined
  return part.state.status === "completed" || part.state.status === "error" ? part.callID : undefined
}
