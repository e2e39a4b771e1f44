// Predictions of a turn's cost: where they start, how the user's own turns move them, and that they are calibrated.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { CLASSES, type TaskClass, TIERS, type Tier } from "../../config/index.ts"
import { findModel, type Model, predictTurn, type TurnCost } from "../../ledger/index.ts"
import { priorTurns } from "../../ledger/predict-priors.ts"
import shipped from "../../ledger/priors.json"
import { makePriors } from "../../scripts/make-priors.ts"
import {
  addHabits,
  drawHabit,
  type Random,
  type SimulatedTurn,
  seededRandom,
  simulateTurn,
  turnModel,
} from "../../scripts/simulate-turns.ts"

const models: Record<Tier, Model> = {
  free: model("qwen/qwen3.8-27b:free"),
  cheap: model("google/gemini-3.8-flash"),
  smart: model("anthropic/claude-sonnet-5"),
  premium: model("anthropic/claude-opus-5.5"),
}

function model(id: string): Model {
  const found = findModel(id)
  if (!found) throw new Error(`${id} is not in the catalogue.`)
  return found
}

interface Ask {
  class?: TaskClass | null
  tier?: Tier
  promptTokens?: number
}

function predict(history: TurnCost[], { class: taskClass = "complex", tier = "smart", ...rest }: Ask = {}) {
  const request = { class: taskClass, tier, model: models[tier], history, ...rest }
  return predictTurn({ ...request, modelOf: (of) => models[of] })
}

function turns(count: number, costNano: bigint, kind: Partial<TurnCost> = {}): TurnCost[] {
  return Array.from({ length: count }, () => ({
    class: "complex",
    tier: "smart",
    costNano,
    calls: 5,
    ...kind,
  }))
}

const ratio = (one: bigint, other: bigint) => Number(one) / Number(other)

describe("without history", () => {
  test("it is the simulated turns' median, and p90 allows for a user unlike them", () => {
    const sorted = priorTurns("complex", models.smart).map(({ nano }) => nano)
    const at = (rank: number) => sorted.toSorted((a, b) => a - b)[rank - 1] ?? 0
    const { p50Nano, p90Nano, turns, mostlyPrior } = predict([])
    expect(Number(p50Nano) / at(50)).toBeCloseTo(1, 6)
    expect(Number(p90Nano)).toBeGreaterThan(at(90))
    expect({ turns, mostlyPrior }).toEqual({ turns: { all: 0, sameKind: 0 }, mostlyPrior: true })
  })

  test("harder classes and dearer tiers cost more; input holds the cached tokens", () => {
    const byClass = CLASSES.map((each) => predict([], { class: each }).p50Nano)
    const byTier = TIERS.map((each) => predict([], { tier: each }).p50Nano)
    for (const costs of [byClass, byTier]) expect(costs).toEqual(costs.toSorted((a, b) => (a < b ? -1 : 1)))
    const { tokens } = predict([])
    expect(tokens.cached).toBeLessThan(tokens.input)
    expect(tokens.output).toBeGreaterThan(0)
  })

  test("no class is a medium one", () => {
    expect(predict([], { class: null })).toEqual(predict([], { class: "medium" }))
  })

  test("a free model costs nothing, whatever was paid on others", () => {
    const { p50Nano, p90Nano, tokens } = predict(turns(20, 10n ** 9n), { tier: "free" })
    expect([p50Nano, p90Nano]).toEqual([0n, 0n])
    expect(tokens.input).toBeGreaterThan(0)
  })

  test("a prompt longer than a usual one makes the turn dearer, a short one does not make it cheap", () => {
    const usual = predict([])
    const long = predict([], { promptTokens: 150_000 })
    expect(ratio(long.p50Nano, usual.p50Nano)).toBeGreaterThan(1.5)
    expect(long.tokens.input).toBeGreaterThan(usual.tokens.input)
    expect(predict([], { promptTokens: 10 })).toEqual(usual)
  })
})

describe("with own turns", () => {
  const usual = predict([]).p50Nano

  test("many turns of the same kind take over, near their own cost", () => {
    const { p50Nano, p90Nano, turns: used, mostlyPrior } = predict(turns(150, usual * 4n))
    expect(ratio(p50Nano, usual * 4n)).toBeCloseTo(1, 1)
    expect(ratio(p90Nano, p50Nano)).toBeLessThan(1.2)
    expect({ used, mostlyPrior }).toEqual({ used: { all: 150, sameKind: 150 }, mostlyPrior: false })
  })

  test("a few move it, and the more the farther", () => {
    const moved = [0, 1, 3, 10, 50].map((count) => ratio(predict(turns(count, usual * 4n)).p50Nano, usual))
    expect(moved).toEqual(moved.toSorted((a, b) => a - b))
    expect(moved[1]).toBeGreaterThan(1.05)
    expect(moved[1]).toBeLessThan(3)
  })

  test("other kinds tell something of the user, but less than the same kind", () => {
    const other = { class: "simple", tier: "cheap" } as const
    const dear = predict([], other).p50Nano * 4n
    const byOthers = predict(turns(50, dear, other))
    expect(ratio(byOthers.p50Nano, usual)).toBeGreaterThan(1.5)
    expect(byOthers.p50Nano).toBeLessThan(predict(turns(50, usual * 4n)).p50Nano)
    expect(byOthers.turns).toEqual({ all: 50, sameKind: 0 })
    expect(byOthers.p90Nano * usual).toBeLessThan(predict([]).p90Nano * byOthers.p50Nano) // narrower
  })

  test("turns without a cost, a tier or a paid model say nothing", () => {
    const silent = [
      ...turns(5, 0n),
      ...turns(5, 10n ** 9n, { tier: null }),
      ...turns(5, 10n ** 6n, { tier: "free" }),
    ]
    expect(predict(silent)).toEqual(predict([]))
    const telling = turns(5, usual * 4n)
    expect(predict([...silent, ...telling])).toEqual(predict(telling))
  })

  test("tokens grow with the cost", () => {
    const { tokens } = predict(turns(150, usual * 4n))
    expect(tokens.output / predict([]).tokens.output).toBeCloseTo(4, 0)
  })
})

const history = fc.array(
  fc.record({
    class: fc.constantFrom(...CLASSES, null),
    tier: fc.constantFrom(...TIERS, null),
    costNano: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    calls: fc.nat(300),
  }),
  { maxLength: 40 },
)

test("any history gives amounts in order, and its order does not matter", () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...CLASSES, null), fc.constantFrom(...TIERS), (own, of, tier) => {
      const found = predict(own, { class: of, tier })
      expect(found.p50Nano >= 0n && found.p90Nano >= found.p50Nano).toBe(true)
      const reversed = predict(own.toReversed(), { class: of, tier })
      expect(ratio(reversed.p90Nano + 1n, found.p90Nano + 1n)).toBeCloseTo(1, 6)
    }),
    { numRuns: 60 },
  )
})

test("dearer own turns never make a prediction cheaper", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 2, max: 50 }), (own, factor) => {
      const dearer = own.map((turn) => ({ ...turn, costNano: turn.costNano * BigInt(factor) }))
      expect(predict(dearer).p50Nano).toBeGreaterThanOrEqual(predict(own).p50Nano)
    }),
    { numRuns: 60 },
  )
})

/** A person's turns in two kinds, each predicted from those before it: how many cost at most p50 and p90. */
function replayPerson(random: Random): { below50: boolean; below90: boolean }[] {
  const person = drawHabit(turnModel.betweenPeople, random)
  const kinds = (["medium", "complex"] as const).map((each) => {
    return { class: each, habit: addHabits(person, drawHabit(turnModel.betweenKinds, random)) }
  })
  const before: TurnCost[] = []
  return Array.from({ length: 30 }).flatMap(() =>
    kinds.map(({ class: of, habit }) => {
      const { p50Nano, p90Nano } = predict(before, { class: of })
      const costNano = price(simulateTurn(of, habit, random))
      before.push({ class: of, tier: "smart", costNano, calls: 1 })
      return { below50: costNano <= p50Nano, below90: costNano <= p90Nano }
    }),
  )
}

/** Sonnet's 2 USD per million tokens of input, 0.20 cached, 2.50 written to the cache, and 10 of output. */
function price(turn: SimulatedTurn): bigint {
  const cached = turn.hits * turn.promptTokens + turn.grownCachedTokens
  const fresh = turn.calls * turn.promptTokens + turn.grownTokens - cached
  return BigInt(fresh * 2500 + cached * 200 + turn.outputTokens * 10_000)
}

test("on simulated people nine turns in ten are at or below p90, and half at or below p50", () => {
  const random = seededRandom(7)
  const replayed = Array.from({ length: 40 }, () => replayPerson(random)).flat()
  const share = (below: "below50" | "below90") =>
    replayed.filter((one) => one[below]).length / replayed.length
  expect(share("below90")).toBeGreaterThan(0.87)
  expect(share("below90")).toBeLessThan(0.93)
  expect(share("below50")).toBeGreaterThan(0.45)
  expect(share("below50")).toBeLessThan(0.55)
})

describe("priors.json", () => {
  test("is what scripts/make-priors.ts makes", () => {
    const { date, ...made } = shipped
    expect(Date.parse(date)).not.toBeNaN()
    expect(made).toEqual(JSON.parse(JSON.stringify(makePriors())))
  })

  test("is priced like any call: fresh tokens are cache writes where those cost more, and long prompts cost more", () => {
    expect(priorTurns("simple", models.smart).map(({ nano }) => BigInt(nano))).toEqual(
      shipped.classes.simple.map((row) => {
        const [
          calls = 0,
          promptTokens = 0,
          hits = 0,
          grownTokens = 0,
          grownCachedTokens = 0,
          outputTokens = 0,
        ] = row
        return price({ calls, promptTokens, hits, grownTokens, grownCachedTokens, outputTokens })
      }),
    )
    const steep = { ...models.smart, longPrompts: [{ ...models.premium.price, aboveTokens: 1 }] }
    expect(priorTurns("simple", steep)).toEqual(priorTurns("simple", { ...models.premium, longPrompts: [] }))
    // What counts is the length of one prompt, not of all of a turn's together.
    const far = { ...models.smart, longPrompts: [{ ...models.premium.price, aboveTokens: 1_000_000 }] }
    expect(priorTurns("complex", far)).toEqual(priorTurns("complex", models.smart))
    const cacheless = { ...models.smart, price: { ...models.smart.price, cacheReadNanoPerMillion: null } }
    expect(priorTurns("complex", cacheless)[50]?.nano).toBeGreaterThan(
      2 * (priorTurns("complex", models.smart)[50]?.nano ?? Number.NaN),
    )
  })
})
