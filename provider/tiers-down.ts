// The tiers of which every model failed in one call, so that a person can name others. Pure.
import { TIERS, type Tier } from "../config/index.ts"
import type { FailedTry, Failure, FailureKind } from "./failure.ts"
import { failureWords } from "./failure-words.ts"

export interface TierDown {
  tier: Tier
  /** How the last of its models failed. */
  reason: string
}

/** Failures of a model, not of the prompt, the key or the person. */
const DOWN = new Set<FailureKind>([
  "rate-limited",
  "overloaded",
  "unavailable",
  "unreachable",
  "timeout",
  "model-gone",
  "empty",
])

/** @param modelsOf Those that the prompt fits into. */
export function tiersDown(tries: FailedTry[], modelsOf: (tier: Tier) => string[]): TierDown[] {
  // When nothing at all can be reached it is the network, which the refusal says.
  if (tries.every(({ failure }) => failure.kind === "unreachable")) return []
  const down = new Map<string, Failure>(
    tries.flatMap(({ modelId, failure }) => (DOWN.has(failure.kind) ? [[modelId, failure] as const] : [])),
  )
  return TIERS.flatMap((tier) => {
    const failures = modelsOf(tier).map((id) => ({ id, failure: down.get(id) }))
    const last = failures.at(-1)
    if (!last?.failure || failures.some(({ failure }) => !failure)) return []
    return [{ tier, reason: `${last.id} ${failureWords(last.failure)}` }]
  })
}
