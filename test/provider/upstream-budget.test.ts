// OpenRouter's own limits are the same story: a shorter answer, a cheaper model, a free one, or one sentence.
import { afterEach, describe, expect, test } from "bun:test"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, KEY, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const opus = "anthropic/claude-opus-5.5"
const luna = "openai/gpt-6-luna"
const text = "An answer of some length."
const model = steps([{ text }])

/** As OpenRouter says it (seen in reports of its users in 2026). */
function canAfford(tokens: number, given: Partial<Fault> = {}): Fault {
  const message = `This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford ${tokens}. To increase, visit https://openrouter.ai/settings/credits and add more credits`
  return { kind: "status", status: 402, message, ...given } as Fault
}

function asked(it: Stage): [string, number | undefined][] {
  return it.simulator.requests().map(({ body }) => [body.model ?? "", body.max_tokens])
}

describe("402 that says what is affordable", () => {
  test("the same model is asked once more, for just that", async () => {
    const it = await stage({ simulator: { model, faults: [canAfford(9_000)] } })
    expect((await it.call({ model: opus, maxOutputTokens: 32_000 })).text).toBe(text)
    expect(asked(it)).toEqual([
      [opus, 32_000],
      [opus, 9_000],
    ])
    expect(it.told).toEqual([expect.stringContaining(`no more budget for the chosen call`)])
    expect(it.told[0]).toContain(`${opus} answers at less length`)
    expect(it.instance.outcome.budgetStopped).toBe(false)
  })

  test("in one row, whose hold comes down to what is asked", async () => {
    const it = await stage({
      simulator: { model, faults: [canAfford(9_000)] },
      config: { budgets: { daily: 50 } },
    })
    await it.call({ model: opus, maxOutputTokens: 32_000 })
    const whole = await stage({ simulator: { model }, config: { budgets: { daily: 50 } } })
    await whole.call({ model: opus, maxOutputTokens: 9_000 })
    const [call] = await it.calls()
    expect(await it.calls()).toHaveLength(1)
    expect(call).toMatchObject({ status: "settled", outcome: "ok", attempts: 2, costNano: it.billedNano() })
    expect(call?.heldNano).toBe((await whole.calls())[0]?.heldNano ?? 0n)
  })

  test("is not asked for more than once", async () => {
    const it = await stage({
      simulator: { model, faults: [canAfford(9_000), canAfford(8_000)] },
      config: { budgets: { onLimit: "stop" } },
    })
    expect((await it.refused({ model: opus })).message).toContain("the budget at OpenRouter is used up")
    expect(it.asked()).toEqual([opus, opus])
  })

  test("too little for a useful answer: a cheaper model may still be worth a try, then a free one", async () => {
    const faults: Fault[] = [
      canAfford(500, { model: opus }),
      canAfford(900, { model: "anthropic/claude-sonnet-5", times: 9 }),
    ]
    const it = await stage({
      simulator: { model, faults },
      config: { tiers: { premium: [opus, "anthropic/claude-sonnet-5"], smart: [luna], cheap: [luna] } },
    })
    expect((await it.call({ model: "premium" })).text).toBe(text)
    expect(it.asked()).toEqual([opus, "anthropic/claude-sonnet-5", luna])
  })

  test("a pinned model goes on with a free one", async () => {
    const it = await stage({ simulator: { model, faults: [canAfford(0)] } })
    expect((await it.call({ model: opus })).text).toBe(text)
    expect(it.asked()[1]).toEndWith(":free")
    expect(it.told[0]).toContain("going on with")
    expect(it.instance.outcome.budgetStopped).toBe(false)
  })
})

const closed: [string, Fault, string][] = [
  ["402 without a number", { kind: "status", status: 402 }, "add credit at openrouter.ai/credits"],
  ["402 with too little", canAfford(12), "add credit at openrouter.ai/credits"],
  [
    "402 of the key's own limit",
    {
      kind: "status",
      status: 402,
      message:
        "Prompt tokens limit exceeded: 230799 > 91442. To increase, visit https://openrouter.ai/settings/keys and create a key with a higher monthly limit",
    },
    "raise it in OpenRouter's key settings",
  ],
  ["403 of the key's own limit", { kind: "status", status: 403 }, "raise it in OpenRouter's key settings"],
]

describe("nothing paid is left", () => {
  test.each(closed)("%s: degrade goes on with a free model", async (_what, fault) => {
    const it = await stage({ simulator: { model, faults: [fault] } })
    expect((await it.call({ model: luna })).text).toBe(text)
    expect(it.asked()[1]).toEndWith(":free")
    expect(it.billedNano()).toBe(0n)
    expect(it.told).toHaveLength(1)
  })

  test.each(closed)("%s: stop ends it with one sentence and exit 3", async (_what, fault, fix) => {
    const it = await stage({
      simulator: { model, faults: [fault] },
      config: { budgets: { onLimit: "stop" } },
    })
    const error = await it.refused({ model: luna })
    expect(error).toMatchObject({ statusCode: 402, isRetryable: false })
    expect(error.message).toContain("budget")
    expect(error.message).toContain(fix)
    expect(error.message).toContain("set budgets.onLimit to degrade")
    expect(it.asked()).toEqual([luna])
    expect(it.instance.outcome.budgetStopped).toBe(true)
    expect(await it.calls()).toMatchObject([{ status: "settled", costNano: 0n }])
    expect(await it.ledger.verdicts({})).toMatchObject([{ verdict: "deny", rule: "budget.openrouter" }])
  })

  test("a key that may spend no more answers nothing, free models included: the budget is the reason", async () => {
    const it = await stage({ simulator: { model } })
    it.simulator.limitKey(KEY, 0)
    const { message } = await it.refused({ model: luna })
    expect(message).toContain("the key's own budget at OpenRouter is used up")
    expect(message).not.toContain("set budgets.onLimit")
    expect(it.instance.outcome.budgetStopped).toBe(true)
    expect((await it.calls()).every(({ status, costNano }) => status === "settled" && costNano === 0n)).toBe(
      true,
    )
  })

  test("a title is given up without stopping the run", async () => {
    const it = await stage({ config: { budgets: { onLimit: "stop" } } })
    it.simulator.limitKey(KEY, 0)
    await it.refused({ agent: "title", model: "cheap" })
    expect(it.instance.outcome.budgetStopped).toBe(false)
  })
})
