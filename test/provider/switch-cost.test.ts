// What the rest of a turn costs by a warm and by a cold model, and when going down to a cheaper one pays.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { CLASSES } from "../../config/index.ts"
import { findModel, type Model, usualTurn } from "../../ledger/index.ts"
import { lostCache, MARGIN, turnCost, weighSwitchDown } from "../../provider/switch-cost.ts"

function known(id: string): Model {
  const found = findModel(id)
  if (!found) throw new Error(`The catalogue has lost ${id}.`)
  return found
}

const flash = known("google/gemini-3.8-flash")
const luna = known("openai/gpt-6-luna")
const sonnet = known("anthropic/claude-sonnet-5")
const opus = known("anthropic/claude-opus-5.5")
const sol = known("openai/gpt-6-sol")
const models = [flash, luna, sonnet, opus, sol, known("z-ai/glm-5.3"), known("openai/gpt-6-astra")]

const anyModel = fc.constantFrom(...models)
const anyClass = fc.constantFrom(...CLASSES)
const anyTokens = fc.integer({ min: 0, max: 400_000 })

describe("going down from a warm model", () => {
  const cases: [string, Model, Model, (typeof CLASSES)[number], number, number, "keep" | "switch"][] = [
    ["opus reads what sonnet would have to write", opus, sonnet, "simple", 80_000, 80_000, "keep"],
    ["the same, once the cache is cold", opus, sonnet, "simple", 80_000, 0, "switch"],
    ["the same for many calls, each cheaper there", opus, sonnet, "complex", 20_000, 20_000, "switch"],
    ["half of the prompt warm is not enough", opus, sonnet, "simple", 80_000, 20_000, "switch"],
    ["a model below the cached price", opus, luna, "simple", 80_000, 80_000, "switch"],
    ["a prompt of nothing has no cache to lose", opus, flash, "simple", 0, 0, "switch"],
  ]
  test.each(cases)("%s", (_, running, wanted, asked, tokens, warmTokens, kind) => {
    const verdict = weighSwitchDown({
      class: asked,
      running: { model: running, prompt: { tokens, warmTokens } },
      wanted: { model: wanted, prompt: { tokens, warmTokens: 0 } },
    })
    expect(verdict.kind).toBe(kind)
  })

  test("a wanted model that is warm itself is gone down to", () => {
    const prompt = { tokens: 80_000, warmTokens: 80_000 }
    const running = { model: sonnet, prompt }
    expect(weighSwitchDown({ class: "simple", running, wanted: { model: flash, prompt } }).kind).toBe(
      "switch",
    )
  })
})

describe("the price of a turn", () => {
  test("is the opening, the later calls and the output, each at its price", () => {
    const { calls, laterHits, grownTokens, grownCachedTokens, outputTokens } = usualTurn("simple")
    const later = (calls - 1) * 10_000 + grownTokens
    const hits = (calls - 1) * laterHits * 10_000 + grownCachedTokens
    const expected = 10_000 * 2.5 + hits * 0.2 + (later - hits) * 2.5 + outputTokens * 10 // sonnet's USD per million
    const cost = Number(turnCost(sonnet, "simple", { tokens: 10_000, warmTokens: 0 })) / 1e3
    expect(Math.abs(cost - expected)).toBeLessThan(10)
  })

  test("is at the long prompts' price where that holds", () => {
    const prompt = { tokens: 273_000, warmTokens: 273_000 }
    const listed = turnCost(sol, "simple", prompt)
    const without = turnCost({ ...sol, longPrompts: [] }, "simple", prompt)
    expect(Number(listed) / Number(without)).toBeGreaterThan(1.9) // input 2 and output 1.5 times as dear
  })

  test("without a class is a medium turn's", () => {
    const prompt = { tokens: 9_000, warmTokens: 0 }
    expect(turnCost(sonnet, null, prompt)).toBe(turnCost(sonnet, "medium", prompt))
  })

  test("never falls with a longer prompt, nor rises with a warmer one", () => {
    fc.assert(
      fc.property(anyModel, anyClass, anyTokens, anyTokens, anyTokens, (model, asked, a, b, warm) => {
        const [shorter, longer] = a < b ? [a, b] : [b, a]
        const cost = (tokens: number, warmTokens: number) => turnCost(model, asked, { tokens, warmTokens })
        expect(cost(longer, 0)).toBeGreaterThanOrEqual(cost(shorter, 0))
        const [cooler, warmer] = [Math.min(warm, longer), longer]
        expect(cost(longer, warmer)).toBeLessThanOrEqual(cost(longer, cooler))
      }),
    )
  })
})

describe("for any pair, class and prompt", () => {
  const situation = fc.record({
    running: anyModel,
    wanted: anyModel,
    asked: anyClass,
    tokens: anyTokens,
    warm: fc.double({ min: 0, max: 1, noNaN: true }),
    wantedWarm: fc.double({ min: 0, max: 1, noNaN: true }),
    margin: fc.double({ min: 0, max: 2, noNaN: true }),
  })
  const weigh = (given: typeof situation extends fc.Arbitrary<infer S> ? S : never, warm = given.warm) => {
    const prompt = (share: number) => ({
      tokens: given.tokens,
      warmTokens: Math.floor(given.tokens * share),
    })
    const running = { model: given.running, prompt: prompt(warm) }
    const wanted = { model: given.wanted, prompt: prompt(given.wantedWarm) }
    const verdict = weighSwitchDown({ class: given.asked, running, wanted, margin: given.margin })
    return { ...verdict, lost: Number(lostCache(running)) }
  }

  test("it is never expected dearer than the naive choice by more than the margin", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { kind, stayNano, goNano, lost } = weigh(given)
        const chosen = kind === "keep" ? stayNano : goNano
        expect(Number(chosen - goNano)).toBeLessThanOrEqual(given.margin * lost)
      }),
    )
  })

  test("a warmer cache never makes it leave, a cold one always does", () => {
    fc.assert(
      fc.property(situation, fc.double({ min: 0, max: 1, noNaN: true }), (given, more) => {
        const warmer = given.warm + (1 - given.warm) * more
        if (weigh(given).kind === "keep") expect(weigh(given, warmer).kind).toBe("keep")
        expect(weigh(given, 0).kind).toBe("switch")
      }),
    )
  })
})

test("the margin is a small share of the lost cache", () => {
  expect(MARGIN).toBeGreaterThanOrEqual(0)
  expect(MARGIN).toBeLessThanOrEqual(0.5)
})
