// What OpenCode's event about an assistant's message says of the call behind it. Pure.
import * as z from "zod"
import { type Settlement, usdToNano } from "../ledger/index.ts"

const messageSchema = z.object({
  type: z.literal("message.updated"),
  properties: z.object({
    info: z.object({
      id: z.string(),
      role: z.literal("assistant"),
      sessionID: z.string(),
      agent: z.string().nullish(),
      providerID: z.string(),
      modelID: z.string(),
      cost: z.number(),
      tokens: z.object({
        input: z.number(),
        output: z.number(),
        reasoning: z.number(),
        cache: z.object({ read: z.number(), write: z.number() }),
      }),
      time: z.object({ completed: z.number().nullish() }).nullish(),
      error: z.object({ name: z.string() }).nullish(),
    }),
  }),
})

export type EndedMessage = z.infer<typeof messageSchema>["properties"]["info"]

/** @returns undefined for anything but an assistant's message that has come to its end. */
export function readEndedMessage(event: unknown): EndedMessage | undefined {
  const message = messageSchema.safeParse(event)
  if (!message.success) return undefined
  const { info } = message.data.properties
  return info.error || info.time?.completed ? info : undefined
}

/** A call as far as its settlement needs it. */
export interface HeldCall {
  model: string
  startedAt: number
}

/** OpenCode's cost is tokens x list price; a failure before any answer costs nothing, an aborted answer is unknown. */
export function settlementOf(info: EndedMessage, held: HeldCall): Settlement {
  const known = !info.error || (info.error.name === "APIError" && info.cost === 0)
  if (!known && info.cost === 0) return unknownEnd(held)
  const { input, output, reasoning, cache } = info.tokens
  const costNano = usdToNano(info.cost)
  return {
    ...unknownEnd(held),
    status: known ? "settled" : "estimated",
    outcome: info.error?.name ?? "ok",
    costNano,
    baselineNano: costNano,
    usage: {
      inputTokens: input + cache.read + cache.write,
      cachedTokens: cache.read,
      cacheWriteTokens: cache.write,
      outputTokens: output + reasoning,
      reasoningTokens: reasoning,
    },
  }
}

/** It stays counted at what was held. */
export function unknownEnd({ model, startedAt }: HeldCall): Settlement {
  return {
    status: "unreconciled",
    outcome: "unknown",
    costNano: 0n,
    baselineNano: 0n,
    cacheSavedNano: 0n,
    usage: { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    model,
    generationId: null,
    timeToFirstTokenMs: null,
    durationMs: Date.now() - startedAt,
    attempts: 1,
  }
}
