// The session simulator: its bill by hand and as the ledger's, its policies against each other, the same for a seed.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { ask, billOf, FIVE_MINUTES, openSession, work } from "../../bench/session-bill.ts"
import { costsOf, type Setting } from "../../bench/session-policies.ts"
import {
  BASE_TOKENS,
  COMPACTS_AT,
  drawSession,
  REAL_SHARES,
  type Session,
  type SessionTurn,
  SHAPES,
  type Shape,
  type Step,
} from "../../bench/session-shapes.ts"
import { applyProfile, configSchema } from "../../config/index.ts"
import { costOf, findModel, type Model, writesCost } from "../../ledger/index.ts"
import { seededRandom } from "../../scripts/simulate-turns.ts"

function known(id: string): Model {
  const found = findModel(id)
  if (!found) throw new Error(`The catalogue has lost ${id}.`)
  return found
}

const sonnet = known("anthropic/claude-sonnet-5")
const models = [sonnet, known("openai/gpt-6-sol"), known("google/gemini-3.8-flash"), known("z-ai/glm-5.3")]

const setting: Setting = {
  routing: applyProfile(configSchema.parse({})),
  terms: FIVE_MINUTES,
  wrongClasses: 0,
  shares: REAL_SHARES,
}

function step(given: Partial<Step> = {}): Step {
  return { outputTokens: 0, toolTokens: 0, ms: 1_000, evicted: false, ...given }
}

function turn(given: Partial<SessionTurn> = {}): SessionTurn {
  return { class: "simple", idleMs: 0, askTokens: 0, steps: [step()], ...given }
}

function billed(turns: SessionTurn[]): number {
  const state = openSession()
  for (const each of turns) {
    ask(state, each)
    work(state, each, () => sonnet, FIVE_MINUTES)
  }
  return state.nano / 1e3 // USD per million tokens times tokens
}

function mixShape(): Shape {
  const { mix } = SHAPES
  if (!mix) throw new Error("There is no mix among the shapes.")
  return mix
}

describe("the bill", () => {
  const cold = BASE_TOKENS * 2.5
  const warm = BASE_TOKENS * 0.2

  test.each<[string, SessionTurn[], number]>([
    ["a first call writes its prompt", [turn()], cold],
    ["the next reads it", [turn({ steps: [step(), step()] })], cold + warm],
    ["what was added is written", [turn({ steps: [step({ toolTokens: 100 }), step()] })], cold + warm + 250],
    ["output has its price", [turn({ steps: [step({ outputTokens: 10 })] })], cold + 100],
    ["an evicted prompt is written again", [turn({ steps: [step(), step({ evicted: true })] })], cold * 2],
    ["after five minutes too", [turn(), turn({ idleMs: 299_000 })], cold * 2],
    ["just before it is read", [turn(), turn({ idleMs: 298_999 })], cold + warm],
  ])("%s", (_, turns, expected) => {
    expect(billed(turns)).toBeCloseTo(expected)
  })

  test("a full context is compacted, and of the old cache only the base is left", () => {
    const full = turn({ steps: [step({ toolTokens: COMPACTS_AT })] })
    const summary = 6_000
    expect(billed([full, turn()])).toBeCloseTo(cold + warm + summary * 2.5)
  })

  test("is the ledger's, long prompts too", () => {
    const tokens = fc.integer({ min: 0, max: 400_000 })
    fc.assert(
      fc.property(fc.constantFrom(...models), tokens, tokens, tokens, (model, a, b, outputTokens) => {
        const [cachedTokens, promptTokens] = a < b ? [a, b] : [b, a]
        const usage = {
          inputTokens: promptTokens,
          cachedTokens,
          cacheWriteTokens: writesCost(model.price) ? promptTokens - cachedTokens : 0,
          outputTokens,
          reasoningTokens: 0,
        }
        const own = billOf(model, { promptTokens, cachedTokens, outputTokens })
        expect(Math.abs(own - Number(costOf(usage, model)))).toBeLessThan(2)
      }),
    )
  })
})

describe("the policies", () => {
  const sessions = (shape: Shape, count: number): Session[] => {
    const random = seededRandom(5)
    return Array.from({ length: count }, () => drawSession(shape, REAL_SHARES, random))
  }

  test("the oracle is never dearer than Ralex or the router by class, which serve the same tiers", () => {
    for (const session of Object.values(SHAPES).flatMap((shape) => sessions(shape, 4))) {
      const { oracle, ralex, perTurn } = costsOf(session, setting, seededRandom(1))
      expect(oracle.nano).toBeLessThanOrEqual(Math.min(ralex.nano, perTurn.nano) * 1.000001)
      expect([ralex.weakCalls, perTurn.weakCalls]).toEqual([0, 0])
    }
  })

  test("on no shape is Ralex dearer than the router by class", () => {
    for (const shape of Object.values(SHAPES)) {
      const costs = sessions(shape, 20).map((session) => costsOf(session, setting, seededRandom(1)))
      const sum = (policy: "ralex" | "perTurn") => costs.reduce((total, cost) => total + cost[policy].nano, 0)
      expect(sum("ralex")).toBeLessThanOrEqual(sum("perTurn"))
    }
  })

  test("it is the product's code that decides: a warm opus is kept for a short ask where sonnet is next", () => {
    const routing = applyProfile(configSchema.parse({ routing: { classes: { simple: "smart" } } }))
    const hard = turn({ class: "reasoning", steps: [step({ toolTokens: 120_000 }), step()] })
    const session = [hard, turn({ idleMs: 60_000 })]
    const { ralex, perTurn } = costsOf(session, { ...setting, routing }, seededRandom(1))
    expect(ralex.nano).toBeLessThan(perTurn.nano * 0.8)
    const idle = costsOf([hard, turn({ idleMs: 600_000 })], { ...setting, routing }, seededRandom(1))
    expect(idle.ralex.nano).toBe(idle.perTurn.nano)
  })

  test("the same seed is the same bill", () => {
    const [one, other] = [sessions(mixShape(), 2), sessions(mixShape(), 2)]
    expect(one).toEqual(other)
  })
})
