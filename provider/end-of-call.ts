// What a call cost and used, from how its stream ended. Pure: the real cost where OpenRouter said it, what was used at its
// price where it is an endpoint of the person's own, else an estimate.
import type { LanguageModelV3Usage } from "@ai-sdk/provider"
import { costOf, type Settlement, type Usage } from "../ledger/index.ts"
import { billedNano } from "./billed-nano.ts"
import { type BrokenCall, estimateCost, estimateUsage, type Learned } from "./estimate-usage.ts"
import type { StreamEnd } from "./settle-stream.ts"

export type CallEnd = Pick<Settlement, "status" | "outcome" | "costNano" | "usage">

/** A call as it was sent, and what is known of those before it. */
export interface CallSent extends Pick<BrokenCall, "model" | "prompt" | "previous" | "silentMs"> {
  learned: Learned
}

export const NOTHING_USED: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
}

export function endOf(end: StreamEnd, sent: CallSent): CallEnd {
  if (end.kind === "finished") return endOfWhole(end, sent)
  const outcome = end.kind === "aborted" ? "aborted" : end.failure.kind
  if (end.kind === "cut-off" && !end.charged)
    return { status: "estimated", outcome, usage: NOTHING_USED, costNano: 0n }
  return { ...estimated(sent, estimateUsage({ ...sent, ...end, complete: false }, sent.learned)), outcome }
}

function endOfWhole({ part, streamed }: StreamEnd & { kind: "finished" }, sent: CallSent): CallEnd {
  const reported = readUsage(part.usage)
  if (sent.model.upstream && reported && reported.inputTokens > 0)
    return { status: "settled", outcome: "ok", usage: reported, costNano: costOf(reported, sent.model) }
  const costNano = sent.model.upstream ? undefined : billedNano(part.usage.raw)
  if (costNano !== undefined)
    return { status: "settled", outcome: "ok", usage: reported ?? NOTHING_USED, costNano }
  return estimated(sent, reported ?? estimateUsage({ ...sent, streamed, complete: true }, sent.learned))
}

function estimated(sent: CallSent, usage: Usage): CallEnd {
  return { status: "estimated", outcome: "ok", usage, costNano: estimateCost(usage, sent, sent.learned) }
}

/** Undefined where OpenRouter sent none. */
export function readUsage({ inputTokens, outputTokens }: LanguageModelV3Usage): Usage | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined
  return {
    inputTokens: inputTokens.total ?? 0,
    cachedTokens: inputTokens.cacheRead ?? 0,
    cacheWriteTokens: inputTokens.cacheWrite ?? 0,
    outputTokens: outputTokens.total ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  }
}
