// Gemini 3's thought signatures, as OpenRouter passes them on: a tool call comes with an encrypted reasoning detail, and
// goes back with it as long as its turn runs; without it the model refuses with 400.
import * as z from "zod"
import type { ChatMessage, ChatRequest } from "./chat-request.ts"
import type { SimulatedModel } from "./simulated-model.ts"
import { hostOf } from "./simulated-model.ts"
import { type UpstreamError, upstreamError } from "./upstream-error.ts"

const FORMAT = "google-gemini-v1"

export function signsCalls({ id }: SimulatedModel): boolean {
  return id.startsWith("google/")
}

export function signatureOf(toolCallId: string): Record<string, unknown> {
  return {
    type: "reasoning.encrypted",
    data: `signature of ${toolCallId}`,
    id: toolCallId,
    format: FORMAT,
    index: 0,
  }
}

const signatureSchema = z.looseObject({ format: z.literal(FORMAT), data: z.string() })
const detailsSchema = z.looseObject({ reasoning_details: z.array(z.unknown()) })

function isSigned(message: ChatMessage): boolean {
  const details = detailsSchema.safeParse(message).data?.reasoning_details ?? []
  return details.some((detail) => signatureSchema.safeParse(detail).success)
}

/** Of the turn that runs: since the newest message of the user's side. */
export function unsignedCall({ messages }: ChatRequest, model: SimulatedModel): UpstreamError | undefined {
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1)
  const unsigned = turn.find((message) => (message.tool_calls?.length ?? 0) > 0 && !isSigned(message))
  if (!unsigned) return undefined
  const name = unsigned.tool_calls?.[0]?.function.name
  return upstreamError(400, {
    message: `Function call is missing a thought_signature in functionCall parts: ${name}.`,
    model: model.id,
    providerName: hostOf(model),
  })
}
