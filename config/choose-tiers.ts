// Which models an untrusted project may put into which tier. Pure.
import { applyProfile } from "./profiles.ts"
import type { Config } from "./schema.ts"
import { TIERS, type Tier } from "./tiers.ts"

type TierModels = Partial<Record<Tier, string[] | undefined>>

/**
 * A project may choose models, but not call one cheaper than the person does: limits by tier and the ceilings of soft
 * thresholds would pass it by.
 */
export function chooseTiers(wished: TierModels, inForce: Config): { kept: TierModels; ignored: string[] } {
  const known = applyProfile(inForce).tiers
  const leastTierOf = (id: string) => TIERS.findIndex((tier) => known[tier].includes(id))
  const kept: TierModels = {}
  const ignored: string[] = []
  for (const tier of TIERS) {
    const models = wished[tier]
    if (models === undefined) continue
    const allowed = models.filter((id) => leastTierOf(id) <= TIERS.indexOf(tier))
    if (allowed.length > 0) kept[tier] = allowed
    if (allowed.length < models.length) ignored.push(`tiers.${tier}`)
  }
  return { kept, ignored }
}
