// One answer in the making, and what it costs however it ends.
import type { ChatRequest } from "./chat-request.ts"
import type { FaultEffect } from "./fault.ts"
import { type Cost, noCost, priceUsage, type TokenUsage } from "./price-usage.ts"
import { type SimulatedModel, stopsOnAbort } from "./simulated-model.ts"
import type { SplitReply } from "./split-reply.ts"

export interface Generation {
  id: string
  at: Date
  key: string
  session: string | null
  model: SimulatedModel
  /** Who runs it. */
  host: string
  request: ChatRequest
  prompt: Pick<TokenUsage, "promptTokens" | "cachedTokens" | "cacheWriteTokens">
  reply: Omit<SplitReply, "finish"> & { finish: string | null }
  /** The provider bills the person's own key for it. */
  byok: boolean
  fault: FaultEffect | undefined
}

/** Output tokens that were generated when it ended. */
export type Generated = Pick<TokenUsage, "completionTokens" | "reasoningTokens">

export type Outcome = "complete" | "aborted" | "failed"

/** A generation as it was billed. */
export interface BillLine extends TokenUsage {
  id: string
  model: string
  key: string
  session: string | null
  outcome: Outcome
  finish: string | null
  streamed: boolean
  byok: boolean
  /** All that the person pays: to OpenRouter, and to the provider where `byok`. */
  costNano: bigint
  /** What OpenRouter takes of it; `usage.cost` is exactly this divided by 1e9. */
  chargedNano: bigint
  at: Date
  endedAt: Date
}

export function billOf(
  generation: Generation,
  outcome: Outcome,
  generated: Generated,
  endedAt: Date,
): BillLine {
  const { id, at, key, session, model, request, reply, byok } = generation
  const usage = usageOf(generation, outcome, generated)
  const { totalNano, chargedNano } = costOf(generation, outcome, usage)
  return {
    id,
    model: model.id,
    key,
    session,
    outcome,
    finish: outcome === "complete" ? reply.finish : outcome === "failed" ? "error" : null,
    streamed: request.stream === true,
    ...usage,
    byok,
    costNano: totalNano,
    chargedNano,
    at,
    endedAt,
  }
}

/** An abort stops the bill where it stands, except on providers that generate to the end all the same. */
export function usageOf(generation: Generation, outcome: Outcome, generated: Generated): TokenUsage {
  const { prompt, reply, host } = generation
  const whole = outcome === "complete" || (outcome === "aborted" && !stopsOnAbort(host))
  const { completionTokens, reasoningTokens } = whole ? reply : generated
  return { ...prompt, completionTokens, reasoningTokens }
}

/** OpenRouter charges neither a generation that ended in an error nor an empty one without a finish reason. */
export function costOf(generation: Generation, outcome: Outcome, usage: TokenUsage): Cost {
  const insured =
    outcome === "failed" ||
    (outcome === "complete" && usage.completionTokens === 0 && generation.reply.finish === null)
  return insured ? noCost : priceUsage(usage, generation.model, generation.byok)
}
