// Calls that pass Ralex's provider by are held at list price before they are sent, and settled from their messages.
import { afterEach, describe, expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import {
  findModel,
  finishBackground,
  flushAlerts,
  nanoToUsd,
  sharedLedger,
  usdToNano,
} from "../../ledger/index.ts"
import { meterOtherProviders } from "../../plugin/meter-other-providers.ts"
import { titlePrompt } from "../../plugin/title-prompt.ts"
import { callOf, closeSamples, messageEvent, paramsOf, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

async function metered(config: Parameters<typeof sample>[0] = {}) {
  const it = await sample(config)
  const titles = titlePrompt(it.client.client)
  const meter = meterOtherProviders({ ...it, titles })
  const output = paramsOf(8_000)
  return {
    ...it,
    titles,
    meter,
    output,
    hold: (given: Parameters<typeof callOf>[0] = {}) => meter.hold(callOf(given), output),
  }
}

describe("before the call", () => {
  test("Ralex's own models are left to the provider", async () => {
    const it = await metered({ budgets: { daily: 0, onLimit: "stop" } })
    await it.hold({ provider: "ralex" })
    expect(await it.ledger.calls({})).toEqual([])
  })

  test("a model of ralex that another module answers is not left to it", async () => {
    const it = await metered({ budgets: { daily: 0, onLimit: "stop" } })
    await expect(it.hold({ provider: "ralex", npm: "@ai-sdk/openai-compatible" })).rejects.toThrow("budget")
    const free = await metered()
    await free.hold({ provider: "ralex", npm: "@openrouter/ai-sdk-provider" })
    expect(await free.ledger.calls({})).toMatchObject([{ provider: "ralex", cause: "other-provider" }])
  })

  test("a model of OpenRouter's is held at the catalogue's price, whatever the project declares", async () => {
    const it = await metered()
    const opus = findModel("anthropic/claude-opus-5.5")
    await it.hold({ provider: "openrouter", model: "anthropic/claude-opus-5.5" })
    const [call] = await it.ledger.calls({})
    const listed = (opus?.price.outputNanoPerMillion ?? 0n) * 8_000n
    expect(call?.heldNano).toBeGreaterThan(listed / 1_000_000n)
    expect(call?.heldNano).toBeGreaterThan(usdToNano(0.33)) // what the declared prices would come to
  })

  test("its refusal offers Ralex's free models, not a key that does nothing for it", async () => {
    const it = await metered({ budgets: { daily: 0 } })
    await expect(it.hold()).rejects.toThrow("or choose ralex/free to go on with free models")
  })

  test("the whole context and all output are held, at the dearest price", async () => {
    const it = await metered()
    await it.hold()
    expect(await it.ledger.calls({})).toMatchObject([
      {
        status: "held",
        provider: "other",
        model: "big-model",
        modelAsked: "other/big-model",
        cause: "other-provider",
        heldNano: usdToNano(0.25 + 0.08), // 100,000 tokens at 2.50, 8,000 at 10
        turn: "msg_user",
      },
    ])
    expect(it.output.maxOutputTokens).toBe(8_000)
  })

  test("output is lowered to what the budget affords", async () => {
    const it = await metered({ budgets: { daily: 0.3, onLimit: "stop" } })
    await it.hold()
    expect(it.output.maxOutputTokens).toBe(5_000)
  })

  test.each(["stop", "degrade"] as const)(
    "over budget it is refused (%s), so nothing is sent",
    async (onLimit) => {
      const it = await metered({ budgets: { daily: 0.26, onLimit } })
      await expect(it.hold()).rejects.toMatchObject({ statusCode: 402, isRetryable: false })
      await expect(it.hold()).rejects.toThrow(/daily budget is reached/)
      expect(it.instance.outcome.budgetStopped).toBe(true)
      expect(await it.ledger.calls({})).toEqual([])
    },
  )

  test("what is held counts, so that two at once do not both fit", async () => {
    const it = await metered({ budgets: { daily: 0.5, onLimit: "stop" } })
    const outcomes = await Promise.allSettled([it.hold(), it.hold({ session: "ses_2" })])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"])
  })

  test("a configuration or a ledger that can not be used refuses it", async () => {
    const broken = await metered()
    broken.instance.loaded.error = "ralex.yaml:1:1: no"
    await expect(broken.hold()).rejects.toThrow("Ralex made no call: ralex.yaml:1:1")
    const lost = await metered({ budgets: { daily: 5 } })
    lost.instance.environment = { ...lost.instance.environment, ledger: "sqlite:/proc/nowhere/ledger.db" }
    await expect(lost.hold()).rejects.toThrow("a budget is set but the ledger can not be used")
  })

  test("a session's limit counts the root's other sessions", async () => {
    const it = await metered({ budgets: { session: 0.5, onLimit: "stop" } })
    it.client.parents.set("child", "ses_1").set("ses_1", undefined).set("ses_2", undefined)
    await it.hold({ session: "child" })
    await expect(it.hold({ session: "ses_1" })).rejects.toThrow(/session budget/)
    await it.hold({ session: "ses_2" })
  })
})

describe("a call that OpenCode sends again after it failed", () => {
  const retry = {
    type: "session.status",
    properties: { sessionID: "ses_1", status: { type: "retry", attempt: 1, message: "busy", next: 0 } },
  } as const

  test("keeps its one hold, and is settled as the one call it is", async () => {
    const it = await metered({ budgets: { daily: 0.5, onLimit: "stop" } })
    for (let tries = 0; tries < 3; tries++) {
      await it.hold()
      it.meter.retry(retry)
    }
    expect(await it.ledger.calls({})).toMatchObject([{ status: "held" }])
    await it.meter.settle(messageEvent())
    await it.meter.close()
    expect(await it.ledger.calls({})).toMatchObject([{ status: "settled" }])
  })

  test("is another one where nobody said that it failed", async () => {
    const it = await metered()
    await it.hold()
    it.meter.retry({ ...retry, properties: { ...retry.properties, sessionID: "ses_2" } })
    await it.hold()
    expect(await it.ledger.calls({})).toHaveLength(2)
  })

  test("stays counted where its next try is refused", async () => {
    const it = await metered({ budgets: { daily: 0.5, onLimit: "stop" } })
    await it.hold()
    it.meter.retry(retry)
    it.instance.loaded.error = "ralex.yaml:1:1: no"
    await expect(it.hold()).rejects.toThrow("ralex.yaml")
    await it.meter.close()
    expect(await it.ledger.calls({})).toMatchObject([{ status: "unreconciled" }])
  })
})

describe("a title's call, which no message will settle", () => {
  const text = "fix the typo in README.md"

  async function titled(config: Parameters<typeof sample>[0] = { budgets: { daily: 5 } }) {
    const it = await metered(config)
    it.client.messages.set("ses_1", [[{ type: "text", text }]])
    return it
  }

  const heldUsd = async (it: Awaited<ReturnType<typeof metered>>) =>
    nanoToUsd((await it.ledger.calls({}))[0]?.heldNano ?? 0n)

  test("is held for what it can hold: the session so far, its system prompt, and a short answer", async () => {
    const it = await titled()
    const system = ["You are a title generator."]
    it.titles.noteSystem({ sessionID: "ses_1", model: callOf().model }, { system })
    system.push("x".repeat(2_000)) // by another plugin, after ours
    await it.hold({ agent: "title" })
    expect(it.output.maxOutputTokens).toBe(4_096)
    const held = await heldUsd(it)
    expect(held).toBeGreaterThan((2_000 + text.length) * 2.5e-6 + 4_096 * 10e-6)
    expect(held).toBeLessThan(0.06)
  })

  test.each([
    ["a PDF", { type: "file", mime: "application/pdf" }, 0.25],
    ["a picture", { type: "file", mime: "image/png" }, 16_000 * 2.5e-6],
  ])("with %s is held for what that may be", async (_what, part, leastUsd) => {
    const it = await titled()
    it.client.messages.set("ses_1", [[{ type: "text", text }, part]])
    it.titles.noteSystem({ sessionID: "ses_1", model: callOf().model }, { system: [""] })
    await it.hold({ agent: "title" })
    expect(await heldUsd(it)).toBeGreaterThan(leastUsd)
  })

  test.each<[string, (it: Awaited<ReturnType<typeof metered>>) => void]>([
    ["its system prompt was not heard", () => {}],
    [
      "OpenCode does not say what the session holds",
      (it) => {
        it.titles.noteSystem({ sessionID: "ses_1", model: callOf().model }, { system: [""] })
        it.client.messages.clear()
      },
    ],
  ])("is held for the whole window where %s", async (_what, prepare) => {
    const it = await titled()
    prepare(it)
    await it.hold({ agent: "title" })
    expect(await heldUsd(it)).toBeGreaterThan(0.25)
  })

  test("is left as it is without a limit", async () => {
    const it = await titled({})
    await it.hold({ agent: "title" })
    expect(it.output.maxOutputTokens).toBe(8_000)
  })

  test("is over when its session has a title, and stays counted", async () => {
    const it = await titled()
    await it.hold({ agent: "title" })
    await it.hold()
    const named = (title: string) => ({
      type: "session.updated",
      properties: { info: { id: "ses_1", title } },
    })
    await it.meter.settle(named("New session - 2026-11-22T10:00:00.000Z"))
    expect((await it.ledger.calls({})).map(({ status }) => status)).toEqual(["held", "held"])
    await it.meter.settle(named("Typo in README"))
    const calls = await it.ledger.calls({})
    expect(calls.find(({ agent }) => agent === "title")).toMatchObject({ status: "unreconciled" })
    expect(calls.find(({ agent }) => agent === "build")).toMatchObject({ status: "held" })
  })

  test("over budget is refused without stopping the run", async () => {
    const it = await titled({ budgets: { daily: 0.001 } })
    await expect(it.hold({ agent: "title" })).rejects.toThrow("budget")
    expect(it.instance.outcome.budgetStopped).toBe(false)
  })
})

describe("limits on a part", () => {
  const priced = { provider: "openai", model: "gpt-6-luna" }

  test.each<[string, Record<string, unknown>, "refused" | "made"]>([
    ["the model by OpenRouter's name", { models: { "openai/gpt-6-luna": { daily: 0.01 } } }, "refused"],
    ["another model", { models: { "openai/gpt-6-sol": { daily: 0.01 } } }, "made"],
    ["its agent", { agents: { build: { daily: 0.01 } } }, "refused"],
    ["another agent", { agents: { explore: { daily: 0.01 } } }, "made"],
    ["a tier, which another provider's model has none of", { tiers: { premium: { daily: 0.01 } } }, "made"],
  ])("%s", async (_what, budgets, expected) => {
    const it = await metered({ budgets })
    const outcome = await it.hold(priced).then(
      () => "made",
      () => "refused",
    )
    expect(outcome).toBe(expected)
  })
})

test("a subagent's call counts in the turn of the person's ask", async () => {
  const it = await metered()
  it.client.parents.set("child", "ses_1").set("ses_1", undefined)
  await it.hold()
  const child = { ...callOf({ session: "child" }), message: { id: "msg_child" } } as ReturnType<typeof callOf>
  await it.meter.hold(child, it.output)
  expect((await it.ledger.calls({})).map(({ turn }) => turn)).toEqual(["msg_user", "msg_user"])
})

test("a loop of another provider's calls is stopped by the cap", async () => {
  const it = await metered({ budgets: { callsPerMinute: 3 } })
  for (let count = 0; count < 3; count++) await it.hold()
  await expect(it.hold()).rejects.toThrow("the budget of calls is reached")
  expect(it.instance.outcome.budgetStopped).toBe(true)
})

describe("a ledger that fails at the hold", () => {
  const full = () => Promise.reject(new Error("disk full 500"))

  test("with a budget: no call, in a sentence that is not retried", async () => {
    const it = await metered({ budgets: { daily: 5 } })
    it.ledger.hold = full
    await expect(it.hold()).rejects.toMatchObject({ isRetryable: false })
    await expect(it.hold()).rejects.toThrow(/a budget is set but the ledger can not be used \(disk full/)
  })

  test("without one: the call is made, and counted in memory", async () => {
    const it = await metered()
    it.ledger.hold = full
    await it.hold()
    await it.meter.settle(messageEvent())
    expect(it.told).toEqual([expect.stringContaining("in memory only: disk full")])
    const memory = await sharedLedger(runtimeSlot(), "sqlite::memory:")
    expect((await memory.calls({})).at(-1)).toMatchObject({ status: "settled", costNano: 12_300_000n })
  })
})

test("what it spent is watched: a threshold is said after it", async () => {
  const it = await metered({ budgets: { daily: 1 }, alerts: { at: [1], forecast: false } })
  await it.hold()
  await it.meter.settle(messageEvent())
  await finishBackground()
  await flushAlerts()
  expect(it.told).toEqual([expect.stringContaining("of the daily budget is spent")])
})

describe("after the call", () => {
  test("it is settled at OpenCode's cost and tokens", async () => {
    const it = await metered()
    await it.hold()
    await it.meter.settle(messageEvent())
    expect(await it.ledger.calls({})).toMatchObject([
      {
        status: "settled",
        outcome: "ok",
        costNano: 12_300_000n,
        baselineNano: 12_300_000n,
        usage: {
          inputTokens: 135,
          cachedTokens: 30,
          cacheWriteTokens: 5,
          outputTokens: 50,
          reasoningTokens: 10,
        },
      },
    ])
  })

  test.each<[string, unknown]>([
    ["is not finished", messageEvent({ time: { created: 1 } })],
    ["is another session's", messageEvent({ sessionID: "ses_9" })],
    ["is another provider's", messageEvent({ providerID: "ralex" })],
    ["is of another model", messageEvent({ modelID: "small-model" })],
    ["is another agent's", messageEvent({ agent: "title" })],
    ["is the human's", messageEvent({ role: "user" })],
    ["is not a message", { type: "session.idle", properties: { sessionID: "ses_1" } }],
    ["is nothing", undefined],
  ])("an event that %s settles nothing", async (_what, event) => {
    const it = await metered()
    await it.hold()
    await it.meter.settle(event)
    expect(await it.ledger.calls({})).toMatchObject([{ status: "held" }])
  })

  test("a message that comes again does not settle the next call of the session", async () => {
    const it = await metered()
    await it.hold()
    await it.meter.settle(messageEvent({ id: "one" }))
    await it.hold()
    await it.meter.settle(messageEvent({ id: "one" }))
    expect((await it.ledger.calls({})).map(({ status }) => status).toSorted()).toEqual(["held", "settled"])
    await it.meter.settle(messageEvent({ id: "two", cost: 0.5 }))
    const costs = (await it.ledger.calls({})).map(({ costNano }) => costNano)
    expect(new Set(costs)).toEqual(new Set([12_300_000n, usdToNano(0.5)]))
  })

  test("a title's call, which has no message, does not take the chat's", async () => {
    const it = await metered()
    await it.hold({ agent: "title" })
    await it.hold()
    await it.meter.settle(messageEvent())
    const calls = await it.ledger.calls({})
    expect(calls.find(({ agent }) => agent === "build")?.status).toBe("settled")
    expect(calls.find(({ agent }) => agent === "title")?.status).toBe("held")
  })

  test.each<[string, Record<string, unknown>, string, bigint]>([
    ["that was refused upstream costs nothing", { error: { name: "APIError" }, cost: 0 }, "settled", 0n],
    [
      "that was aborted without a known cost stays at what was held",
      { error: { name: "MessageAbortedError" }, cost: 0 },
      "unreconciled",
      0n,
    ],
    [
      "that was aborted with a cost is an estimate",
      { error: { name: "MessageAbortedError" } },
      "estimated",
      12_300_000n,
    ],
  ])("one %s", async (_what, given, status, costNano) => {
    const it = await metered()
    await it.hold()
    await it.meter.settle(messageEvent({ time: { created: 1 }, ...given }))
    expect(await it.ledger.calls({})).toMatchObject([{ status, costNano }])
    const { countedNano } = await it.ledger.spent({ scope: "daily", at: new Date() })
    expect(countedNano).toBe(status === "settled" ? 0n : usdToNano(0.33))
  })

  test("a ledger that fails by then is told of, and stops no other hook", async () => {
    const it = await metered()
    await it.hold()
    it.ledger.settle = () => Promise.reject(new Error("disk full"))
    await it.meter.settle(messageEvent())
    await finishBackground()
    expect(it.told.join()).toContain("it stays counted as held: disk full")
    expect(await it.ledger.calls({})).toMatchObject([{ status: "held" }])
  })

  test("what is open when OpenCode ends stays counted at what was held", async () => {
    const it = await metered()
    await it.hold()
    await it.meter.close()
    expect(await it.ledger.calls({})).toMatchObject([{ status: "unreconciled", outcome: "unknown" }])
    const { countedNano } = await it.ledger.spent({ scope: "daily", at: new Date() })
    expect(countedNano).toBe(usdToNano(0.33))
  })
})
