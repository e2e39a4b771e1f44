// What a write of a call adds to the tallies. A call ends once and is settled once, whatever is written to it later, so
// each number is added once and never taken back: what is not final is told by `unsettled` instead. Pure.
import type { Call, CallStart, Usage } from "../ledger.ts"
import type { Tally } from "./tally.ts"
import { boundFor, type Timed } from "./time-bounds.ts"

/** As a label where a call has no tier. */
export const NO_TIER = "none"

export function tallyCall(before: Call | undefined, after: Call): Tally[] {
  const ended = after.outcome !== null && (before?.outcome ?? null) === null
  const settled = after.status === "settled" && before?.status !== "settled"
  return [...(ended ? endOf(after) : []), ...(settled ? moneyOf(after) : [])]
}

/** What is counted of a call that another one failed before; see CallStart.after. */
export function tallyTry({ after, model }: Pick<CallStart, "after" | "model">): Tally[] {
  if (!after) return []
  if (after.model === model) return [{ of: "retries", labels: [model, after.reason], amount: 1n }]
  return [{ of: "fallbacks", labels: [after.model, model, after.reason], amount: 1n }]
}

function endOf(call: Call): Tally[] {
  const kind = kindOf(call)
  const { outcome, cause, timeToFirstTokenMs, durationMs, overheadMs = null } = call
  return [
    { of: "requests", labels: [...kind, outcome ?? ""], amount: 1n },
    { of: "causes", labels: [cause], amount: 1n },
    ...timeOf("first-token", kind, timeToFirstTokenMs),
    ...timeOf("duration", kind, outcome === "killed" ? null : durationMs), // nobody saw its end
    ...timeOf("overhead", [], overheadMs),
  ]
}

function timeOf(timed: Timed, labels: string[], ms: number | null): Tally[] {
  if (ms === null) return []
  return [
    { of: timed, labels: [...labels, boundFor(timed, ms)], amount: 1n },
    { of: `${timed}-ms`, labels, amount: BigInt(Math.round(ms)) },
  ]
}

function moneyOf(call: Call): Tally[] {
  const labels = kindOf(call)
  const { costNano, baselineNano, cacheSavedNano, usage } = call
  const saved = baselineNano - costNano
  return [
    { of: "cost", labels, amount: costNano },
    { of: "baseline", labels, amount: baselineNano },
    { of: "saved", labels, amount: saved > 0n ? saved : 0n },
    { of: "extra", labels, amount: saved < 0n ? -saved : 0n },
    { of: "cache-saved", labels, amount: cacheSavedNano > 0n ? cacheSavedNano : 0n },
    ...Object.entries(tokenKinds(usage)).map(([kind, count]) => ({
      of: "tokens" as const,
      labels: [...labels, kind],
      amount: BigInt(count),
    })),
  ]
}

/** Kinds that do not overlap, so that they can be added up. */
export function tokenKinds(usage: Usage) {
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage
  return {
    input: Math.max(0, inputTokens - cachedTokens - cacheWriteTokens),
    cached: cachedTokens,
    cache_write: cacheWriteTokens,
    output: Math.max(0, outputTokens - reasoningTokens),
    reasoning: reasoningTokens,
  }
}

function kindOf({ tier, model, modelUsed }: Call): [tier: string, model: string] {
  return [tier ?? NO_TIER, modelUsed ?? model]
}
