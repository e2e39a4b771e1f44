// What a call cost and used, from how its stream ended. Pure: the real cost where OpenRouter said it, else an estimate.
import type { LanguageModelV3Usage } from "@ai-sdk/provider"
import { costOf, type Model, type Settlement, type Usage } from "../ledger/index.ts"
import { billedNano } from "./billed-nano.ts"
import type { StreamEnd } from "./settle-stream.ts"

export type CallEnd = Pick<Settlement, "status" | "outcome" | "costNano" | "usage">

export const NOTHING_USED: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
}

/** Bytes of text and code per token, as seen on average; for estimates only, never for bounds. */
const BYTES_PER_TOKEN = 4

export function endOf(end: StreamEnd, model: Model, promptBytes: number): CallEnd {
  if (end.kind !== "finished") {
    const usage = estimatedUsage(promptBytes, end.outputBytes)
    const outcome = end.kind === "aborted" ? "aborted" : end.failure.kind
    return { status: "estimated", outcome, usage, costNano: costOf(usage, model) }
  }
  const usage = readUsage(end.part.usage)
  const costNano = billedNano(end.part.usage.raw)
  if (costNano !== undefined) return { status: "settled", outcome: "ok", usage, costNano }
  return { status: "estimated", outcome: "ok", usage, costNano: costOf(usage, model) }
}

function readUsage({ inputTokens, outputTokens }: LanguageModelV3Usage): Usage {
  return {
    inputTokens: inputTokens.total ?? 0,
    cachedTokens: inputTokens.cacheRead ?? 0,
    cacheWriteTokens: inputTokens.cacheWrite ?? 0,
    outputTokens: outputTokens.total ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  }
}

function estimatedUsage(promptBytes: number, outputBytes: number): Usage {
  return {
    ...NOTHING_USED,
    inputTokens: Math.ceil(promptBytes / BYTES_PER_TOKEN),
    outputTokens: Math.ceil(outputBytes / BYTES_PER_TOKEN),
  }
}
