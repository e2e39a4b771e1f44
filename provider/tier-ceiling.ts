// How the dearest tier comes down before a limit is reached. Pure. Only what is really spent counts, since most of a
// hold comes back; and only the limits that would count the candidate's own cost.
import { type Config, TIERS, type Tier } from "../config/index.ts"
import type { Standing } from "../ledger/index.ts"

export type SoftThresholds = Config["budgets"]["soft"]

export interface Ceiling {
  tier: Extract<Tier, "smart" | "cheap">
  /** The limit that is nearest to its end. */
  standing: Standing
}

/** The ceiling over a candidate that is above it; undefined where the candidate may be used. */
export function ceilingOver(
  { model, tier }: { model: { id: string }; tier: Tier | null },
  standings: readonly Standing[],
  soft: SoftThresholds,
): Ceiling | undefined {
  if (tier === null) return undefined
  const ceilings = standings
    .filter((standing) => concerns(standing, { model, tier }))
    .flatMap((standing): Ceiling[] => {
      const lowest = lowestTier(standing, soft)
      return lowest && TIERS.indexOf(tier) > TIERS.indexOf(lowest) ? [{ tier: lowest, standing }] : []
    })
  return ceilings.toSorted(byTightness)[0]
}

/** Whether a limit counts what the candidate costs, as far as its tier and model go. */
export function concerns(
  { part = {} }: Pick<Standing, "part">,
  { model, tier }: { model: { id: string }; tier: Tier | null },
): boolean {
  return (part.tier ?? tier) === tier && (part.model ?? model.id) === model.id
}

function lowestTier(standing: Standing, { smart, cheap }: SoftThresholds): Ceiling["tier"] | undefined {
  if (isSpent(standing, cheap)) return "cheap"
  return isSpent(standing, smart) ? "smart" : undefined
}

/** A limit of nothing is a wish for free models, which the hold sees to. */
function isSpent(standing: Standing, percent: number | null): boolean {
  if (percent === null || standing.limitNano <= 0n) return false
  return spentNano(standing) * 10_000n >= BigInt(Math.round(percent * 100)) * standing.limitNano
}

function spentNano({ countedNano, pendingNano }: Standing): bigint {
  return countedNano - pendingNano
}

/** The lower tier first; of two limits that lead to the same tier the one with the larger share spent. */
function byTightness(one: Ceiling, other: Ceiling): number {
  const tiers = TIERS.indexOf(one.tier) - TIERS.indexOf(other.tier)
  if (tiers !== 0) return tiers
  const [left, right] = [
    spentNano(one.standing) * other.standing.limitNano,
    spentNano(other.standing) * one.standing.limitNano,
  ]
  if (left === right) return 0
  return left > right ? -1 : 1
}
