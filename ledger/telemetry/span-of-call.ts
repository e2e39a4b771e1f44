// A model call that ended as a span, by OpenTelemetry's semantic conventions for generative AI. Pure; nothing of what
// was asked or answered is in it.
import { type Attributes, SpanKind, type SpanOptions, SpanStatusCode } from "@opentelemetry/api"
import type { CallStart, Settlement } from "../ledger.ts"
import { nanoToUsd } from "../money.ts"

export interface CallEnded {
  start: CallStart
  settlement: Settlement
  /** Epoch milliseconds. */
  endedAt: number
}

export interface CallSpan {
  name: string
  options: SpanOptions
  endedAt: number
  status: { code: SpanStatusCode }
}

export function spanOfCall({ start, settlement, endedAt }: CallEnded): CallSpan {
  const { outcome, durationMs } = settlement
  const failed = outcome !== "ok" && outcome !== "aborted"
  return {
    name: `chat ${start.model}`,
    options: {
      kind: SpanKind.CLIENT,
      startTime: endedAt - durationMs,
      attributes: { ...conventional(start, settlement, failed), ...own(start, settlement) },
    },
    endedAt,
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
  }
}

function conventional(
  start: CallStart,
  { model, generationId, usage, outcome }: Settlement,
  failed: boolean,
): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": start.provider,
    "gen_ai.conversation.id": start.session,
    "gen_ai.agent.name": start.agent,
    "gen_ai.request.model": start.model,
    "gen_ai.response.model": model,
    ...(generationId === null ? {} : { "gen_ai.response.id": generationId }),
    "gen_ai.usage.input_tokens": usage.inputTokens,
    "gen_ai.usage.output_tokens": usage.outputTokens,
    "gen_ai.usage.cache_read.input_tokens": usage.cachedTokens,
    "gen_ai.usage.cache_creation.input_tokens": usage.cacheWriteTokens,
    ...(failed ? { "error.type": outcome } : {}),
  }
}

function own(start: CallStart, settlement: Settlement): Attributes {
  const {
    status,
    outcome,
    costNano,
    baselineNano,
    timeToFirstTokenMs,
    overheadMs = null,
    attempts,
  } = settlement
  return {
    "ralex.call.id": start.id,
    "ralex.tier": start.tier ?? "none",
    ...(start.class === null ? {} : { "ralex.class": start.class }),
    "ralex.cause": start.cause,
    "ralex.status": status,
    "ralex.outcome": outcome,
    "ralex.cost_usd": nanoToUsd(costNano),
    "ralex.baseline_usd": nanoToUsd(baselineNano),
    "ralex.attempts": attempts,
    ...(timeToFirstTokenMs === null ? {} : { "ralex.time_to_first_token": timeToFirstTokenMs / 1_000 }),
    ...(overheadMs === null ? {} : { "ralex.overhead": overheadMs / 1_000 }),
  }
}
