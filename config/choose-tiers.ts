// Which models an untrusted project may put into which tier. Pure.
import { applyProfile } from "./profiles.ts"
import type { Config } from "./schema.ts"
import { TIERS, type Tier } from "./tiers.ts"

type TierModels = Partial<Record<Tier, string[] | undefined>>

/**
 * A project may choose models, but not call one cheaper than the person does: limits by tier and the ceilings of soft
 * thresholds would pass it by. What goes to an upstream of the person's own is theirs to say: its models stay where they
 * put them, or go into dearer tiers.
 */
export function chooseTiers(wished: TierModels, inForce: Config): { kept: TierModels; ignored: string[] } {
  const known = applyProfile(inForce).tiers
  const leastTierOf = (id: string) => TIERS.findIndex((tier) => known[tier].includes(id))
  const isOwn = (id: string) => Object.hasOwn(inForce.upstreams, id.split("/")[0] ?? "")
  const isAllowed = (id: string, tier: Tier) => {
    const least = leastTierOf(id)
    return least < 0 ? !isOwn(id) : least <= TIERS.indexOf(tier)
  }
  const kept: TierModels = {}
  const ignored: string[] = []
  for (const tier of TIERS) {
    const models = wished[tier]
    if (models === undefined) continue
    const allowed = models.filter((id) => isAllowed(id, tier))
    if (allowed.length > 0) kept[tier] = allowed
    if (allowed.length < models.length) ignored.push(`tiers.${tier}`)
  }
  return { kept, ignored }
}
