// A limit is hard for paid calls: none is made beyond it, however many come at once and however dear they turn out.
import { afterEach, describe, expect, test } from "bun:test"
import fc from "fast-check"
import { usdToNano } from "../../ledger/index.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage, user } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const sonnet = "anthropic/claude-sonnet-5"
const text = "An answer of some length, so that it costs something."
const model = steps([{ text }])
const worstCase = { model, billing: "worst-case" } as const

function maxTokens(it: Stage): (number | undefined)[] {
  return it.simulator.requests().map(({ body }) => body.max_tokens)
}

describe("what a budget affords", () => {
  test("without a limit max_tokens is what OpenCode asked for", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ model: luna, maxOutputTokens: 12_345 })
    expect(maxTokens(it)).toEqual([12_345])
  })

  test("max_tokens is lowered to it, and what is billed at worst stays within", async () => {
    const it = await stage({ simulator: worstCase, config: { budgets: { call: 0.1, onLimit: "stop" } } })
    await it.call({ model: sonnet, maxOutputTokens: 32_000 })
    const [asked = 0] = maxTokens(it)
    expect(asked).toBeLessThan(32_000)
    expect(asked).toBeGreaterThan(4_096)
    expect(it.billedNano()).toBeLessThanOrEqual(usdToNano(0.1))
    expect(it.billedNano()).toBeGreaterThan(usdToNano(0.08)) // it is used, not merely undercut
  })

  test.each(["call", "turn", "session", "run", "daily", "weekly", "monthly"] as const)(
    "a %s limit too small for a useful call: stop refuses it",
    async (scope) => {
      const it = await stage({
        simulator: { model },
        config: { budgets: { [scope]: 0.000_1, onLimit: "stop" } },
      })
      const { message } = await it.refused({ model: sonnet })
      expect(message).toContain("budget is reached")
      expect(message).toMatch(new RegExp(`ralex(?: budget set|-budget) ${scope} <usd>`))
      expect(message).toContain("set budgets.onLimit to degrade")
      expect(it.simulator.requests()).toEqual([])
      expect(await it.calls()).toEqual([])
      expect(it.instance.outcome.budgetStopped).toBe(true)
      expect(await it.ledger.verdicts({})).toMatchObject([
        { verdict: "deny", rule: `budget.${scope}`, subject: sonnet },
      ])
    },
  )

  test("degrade goes on with free models, which cost nothing, and says so once", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 0, onLimit: "degrade" } } })
    expect((await it.call()).text).toBe(text)
    await it.call()
    expect(it.asked().every((id) => id.endsWith(":free"))).toBe(true)
    expect(it.billedNano()).toBe(0n)
    expect(it.instance.outcome.budgetStopped).toBe(false)
    expect(new Set(it.told).size).toBe(1)
    expect(it.told[0]).toContain("going on with")
  })

  test("degrade tries what is cheaper and paid before what is free", async () => {
    const it = await stage({ simulator: worstCase, config: { budgets: { call: 0.004, onLimit: "degrade" } } })
    await it.call({ model: "smart" })
    const [used = ""] = it.asked()
    expect(used).not.toBe(sonnet)
    expect(used).not.toContain(":free")
    expect(it.billedNano()).toBeLessThanOrEqual(usdToNano(0.004))
  })

  test("a pinned model degrades, too, and never to a dearer one", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 0 } } })
    await it.call({ model: sonnet })
    expect(it.asked()[0]).toContain(":free")
  })

  test("when the free models fail as well, the budget is the reason that is given", async () => {
    const faults: Fault[] = [{ kind: "status", status: 503, times: 99 }]
    const it = await stage({ simulator: { faults }, config: { budgets: { daily: 0, onLimit: "degrade" } } })
    const { message } = await it.refused()
    expect(message).toContain("the daily budget is reached")
    expect(message).not.toContain("set budgets.onLimit to degrade") // it is set to that already
    expect(it.billedNano()).toBe(0n)
  })

  test("a fallback to a dearer model that does not fit is not made", async () => {
    const it = await stage({
      simulator: {
        model,
        faults: [{ kind: "status", status: 503, retryAfterSeconds: 600, model: luna, times: 9 }],
      },
      config: {
        tiers: { cheap: [luna], smart: [sonnet], premium: [sonnet] },
        budgets: { call: 0.01, onLimit: "stop" },
      },
    })
    expect((await it.refused({ model: "cheap", maxOutputTokens: 8_000 })).message).toContain("budget")
    expect(it.asked()).toEqual([luna])
    expect((await it.calls()).every(({ status }) => status !== "held")).toBe(true)
  })

  test("a session's limit counts its subagents, and leaves other sessions alone", async () => {
    const it = await stage({ simulator: worstCase, config: { budgets: { session: 0.03, onLimit: "stop" } } })
    await it.call({ model: luna, session: "child", rootSession: "root", maxOutputTokens: 200_000 })
    await it.refused({ model: sonnet, session: "root", rootSession: "root" })
    await it.call({ model: luna, session: "other", rootSession: "other" })
    expect(it.simulator.requests()).toHaveLength(2)
  })

  test("housekeeping is stopped without stopping the run", async () => {
    const it = await stage({ config: { budgets: { daily: 0, onLimit: "stop" } } })
    await it.refused({ agent: "title" })
    expect(it.instance.outcome.budgetStopped).toBe(false)
  })
})

describe("many calls at once", () => {
  test.each(["stop", "degrade"] as const)(
    "twenty against a small limit (%s) are never billed above it",
    async (onLimit) => {
      const limit = 0.05
      const it = await stage({ simulator: worstCase, config: { budgets: { daily: limit, onLimit } } })
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          it.call({
            model: "cheap",
            session: `ses_${index}`,
            ask: `rename x${index}`,
            maxOutputTokens: 4_000,
          }),
        ),
      )
      const made = outcomes.filter(({ status }) => status === "fulfilled").length
      expect(made).toBeGreaterThan(0)
      expect(made < 20).toBe(onLimit === "stop")
      expect(it.billedNano()).toBeGreaterThan(0n)
      expect(it.billedNano()).toBeLessThanOrEqual(usdToNano(limit))
      const calls = await it.calls()
      expect(calls.reduce((sum, { costNano }) => sum + costNano, 0n)).toBe(it.billedNano())
    },
  )

  test("the same while models fail, hang up and break", async () => {
    const limit = 0.25 // less than the twenty would like, more than the fourteen faults can spoil in any order
    const faults: Fault[] = [
      { kind: "status", status: 503, times: 3 },
      { kind: "cut", at: "start", times: 3 },
      { kind: "cut", at: "middle", times: 3 },
      { kind: "empty", finish: "stop", times: 3 },
      { kind: "stream-error", at: "middle", times: 2 },
    ]
    const it = await stage({
      simulator: { ...worstCase, faults },
      config: { budgets: { daily: limit, onLimit: "stop" } },
    })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        it.call({ model: "cheap", session: `ses_${index}`, maxOutputTokens: 4_000 }),
      ),
    )
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true)
    expect(it.billedNano()).toBeLessThanOrEqual(usdToNano(limit))
    const calls = await it.calls()
    expect(calls.filter(({ status }) => status === "held")).toEqual([])
    const { countedNano } = await it.ledger.spent({ scope: "daily", at: new Date() })
    expect(countedNano).toBeGreaterThanOrEqual(it.billedNano())
    expect(countedNano).toBeLessThanOrEqual(usdToNano(limit))
  })
})

test("whatever is asked, a call is never billed above what was held for it", async () => {
  const it = await stage({ simulator: worstCase })
  const models = ["google/gemini-3.8-flash", luna, sonnet, "z-ai/glm-5.3", "anthropic/claude-opus-5.5"]
  const asks = fc.oneof(fc.string({ unit: "grapheme", maxLength: 3_000 }), fc.constant("🙂".repeat(2_000)))
  const prompts = fc.array(asks, { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(
      prompts,
      fc.constantFrom(...models),
      fc.integer({ min: 1, max: 40_000 }),
      async (texts, asked, most) => {
        it.simulator.reset()
        const turn = crypto.randomUUID()
        await it.call({ prompt: texts.map(user), model: asked, maxOutputTokens: most, session: turn, turn })
        const [call] = await it.ledger.calls({ session: turn })
        expect(call?.costNano).toBe(it.billedNano())
        expect(call?.heldNano).toBeGreaterThanOrEqual(it.billedNano())
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)
