// The ceiling over a candidate: by what is really spent, of the limits that concern it, and the tightest of them.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { TIERS, type Tier } from "../../config/index.ts"
import type { Standing } from "../../ledger/index.ts"
import { ceilingOver } from "../../provider/tier-ceiling.ts"

const soft = { smart: 80, cheap: 90 }

function standing(spent: number, given: Partial<Standing> = {}): Standing {
  return { scope: "daily", limitNano: 1_000n, countedNano: BigInt(spent), pendingNano: 0n, ...given }
}

function candidate(tier: Tier | null, id = "maker/model") {
  return { tier, model: { id } }
}

describe("what is spent of a limit of 1,000", () => {
  test.each<[number, Tier, "smart" | "cheap" | undefined]>([
    [0, "premium", undefined],
    [799, "premium", undefined],
    [800, "premium", "smart"],
    [800, "smart", undefined],
    [899, "premium", "smart"],
    [900, "premium", "cheap"],
    [900, "smart", "cheap"],
    [900, "cheap", undefined],
    [1_500, "smart", "cheap"],
    [1_500, "cheap", undefined],
    [1_500, "free", undefined],
  ])("%d puts over %s: %p", (spent, tier, expected) => {
    expect(ceilingOver(candidate(tier), [standing(spent)], soft)?.tier).toBe(expected)
  })

  test("a hold does not count, since most of it comes back", () => {
    const held = standing(950, { pendingNano: 200n })
    expect(ceilingOver(candidate("premium"), [held], soft)).toBeUndefined()
    expect(ceilingOver(candidate("premium"), [{ ...held, pendingNano: 150n }], soft)?.tier).toBe("smart")
  })

  test("a model that a person chose is under no ceiling", () => {
    expect(ceilingOver(candidate(null), [standing(999)], soft)).toBeUndefined()
  })

  test.each<[{ smart: number | null; cheap: number | null }, number, "smart" | "cheap" | undefined]>([
    [{ smart: null, cheap: 90 }, 850, undefined],
    [{ smart: null, cheap: 90 }, 900, "cheap"],
    [{ smart: 80, cheap: null }, 999, "smart"],
    [{ smart: null, cheap: null }, 999, undefined],
    [{ smart: 95, cheap: 50 }, 600, "cheap"],
    [{ smart: 0, cheap: null }, 0, "smart"],
    [{ smart: 82.5, cheap: null }, 824, undefined],
    [{ smart: 82.5, cheap: null }, 825, "smart"],
  ])("with %j, %d puts over premium: %p", (thresholds, spent, expected) => {
    expect(ceilingOver(candidate("premium"), [standing(spent)], thresholds)?.tier).toBe(expected)
  })

  test("a limit of nothing is left to the hold", () => {
    expect(ceilingOver(candidate("premium"), [standing(0, { limitNano: 0n })], soft)).toBeUndefined()
  })
})

describe("of several limits", () => {
  test("the one with the lowest tier decides, and of two alike the one nearer to its end", () => {
    const [day, week, month] = [
      standing(820),
      standing(880, { scope: "weekly" }),
      standing(910, { scope: "monthly" }),
    ]
    const over = (standings: Standing[]) => ceilingOver(candidate("premium"), standings, soft)
    expect(over([day, week, month])).toEqual({ tier: "cheap", standing: month })
    expect(over([day, week])).toEqual({ tier: "smart", standing: week })
    expect(over([week, day])).toEqual({ tier: "smart", standing: week })
  })

  test("only those on the candidate's own tier or model count", () => {
    const opus = candidate("premium", "anthropic/opus")
    const ofTier = standing(950, { part: { tier: "premium" } })
    const ofModel = standing(950, { part: { model: "anthropic/opus" } })
    expect(ceilingOver(opus, [ofTier], soft)?.tier).toBe("cheap")
    expect(ceilingOver(opus, [ofModel], soft)?.tier).toBe("cheap")
    // What it would come down to does not use up that limit any more.
    expect(ceilingOver(candidate("smart", "anthropic/opus"), [ofTier], soft)).toBeUndefined()
    expect(ceilingOver(candidate("premium", "openai/astra"), [ofModel], soft)).toBeUndefined()
    expect(ceilingOver(opus, [standing(950, { part: { agent: "build" } })], soft)?.tier).toBe("cheap")
  })
})

test("the more is spent, the lower the ceiling, and never above the candidate's own tier", () => {
  const height = (tier: Tier, spent: number) => {
    const ceiling = ceilingOver(candidate(tier), [standing(spent)], soft)
    return TIERS.indexOf(ceiling?.tier ?? tier)
  }
  const spends = fc.integer({ min: 0, max: 2_000 })
  fc.assert(
    fc.property(fc.constantFrom(...TIERS), spends, spends, (tier, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(height(tier, more)).toBeLessThanOrEqual(height(tier, less))
      expect(height(tier, less)).toBeLessThanOrEqual(TIERS.indexOf(tier))
    }),
  )
})
