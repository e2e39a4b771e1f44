// Before a limit is reached dearer tiers come down, visibly and once; what a person asked for by name does not.
import { afterEach, describe, expect, test } from "bun:test"
import { finishBackground, flushAlerts } from "../../ledger/index.ts"
import { spend } from "./spend.ts"
import { closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const opus = "anthropic/claude-opus-5.5"
const sonnet = "anthropic/claude-sonnet-5"
const flash = "google/gemini-3.8-flash"
const hard = "prove that this lock-free queue is linearizable"

/** A hundred dollars, so that what a test's own calls cost changes no percentage. */
const daily = { budgets: { daily: 100 } }

async function said(it: Stage): Promise<string[]> {
  await finishBackground()
  await flushAlerts()
  return it.told.filter((text) => text.includes("budgets.soft"))
}

describe("an ask for the premium tier", () => {
  test.each<[number, string, string]>([
    [79, opus, "classified"],
    [81, sonnet, "ceiling"],
    [91, flash, "ceiling"],
  ])("with %d %% spent goes to %s", async (spent, model, cause) => {
    const it = await stage({ config: daily })
    await spend(it, spent)
    await it.call({ ask: hard })
    expect(it.asked()).toEqual([model])
    expect((await it.calls()).at(-1)).toMatchObject({ cause, class: "reasoning", modelUsed: model })
  })

  test("its row says which tier it came down to, and from which", async () => {
    const it = await stage({ config: daily })
    await spend(it, 81)
    await it.call({ ask: hard })
    const row = (await it.calls()).at(-1)
    expect(row?.tier).toBe("smart")
    expect(row?.signals).toContain("budget ceiling: smart in place of premium")
  })

  test("each step is said once in its window, however many calls it changes", async () => {
    const it = await stage({ config: daily })
    await spend(it, 81)
    await it.call({ ask: hard, turn: "msg_1" })
    await it.call({ ask: hard, turn: "msg_2" })
    expect(await said(it)).toEqual([expect.stringMatching(/^Ralex: 8\d % of the daily budget of USD 100/)])
    expect((await said(it))[0]).toContain("go to the smart tier")
    await spend(it, 10)
    await it.call({ ask: hard, turn: "msg_3" })
    expect((await said(it)).map((text) => /go to the (\w+) tier/.exec(text)?.[1])).toEqual(["smart", "cheap"])
    const keys = (await it.ledger.alerts(new Date(0))).map(({ key }) => key)
    expect(keys.filter((key) => key.startsWith("ceiling:daily:"))).toHaveLength(2)
  })

  test("a dearer fallback is left out as well", async () => {
    const it = await stage({
      config: daily,
      simulator: { faults: [{ kind: "status", status: 503, retryAfterSeconds: 600, times: 99 }] },
    })
    await spend(it, 91)
    await it.refused({ ask: "rename x to y" })
    expect(it.asked()).toEqual([flash, "openai/gpt-6-luna", "z-ai/glm-5.3-flash"])
  })

  test("holds alone bring nothing down", async () => {
    const it = await stage({ config: { budgets: { daily: 1.42 } } })
    const waiting = it.simulator
    waiting.fail({ kind: "hang", at: "headers" })
    const controller = new AbortController()
    const running = it
      .open({ model: sonnet, session: "other", maxOutputTokens: 115_000, abortSignal: controller.signal })
      .catch(() => undefined)
    while (waiting.requests().length === 0) await Bun.sleep(5)
    const { countedNano } = await it.ledger.spent({ scope: "daily", at: new Date() })
    expect(countedNano).toBeGreaterThan(1_140_000_000n) // more than 80 % of it
    await it.call({ ask: hard, maxOutputTokens: 8_000 })
    expect(it.asked()[1]).toBe(opus)
    controller.abort()
    await running
  })
})

describe("what a person asked for by name keeps its model", () => {
  test.each([
    ["a model", opus, opus],
    ["a tier", "premium", opus],
  ])("%s", async (_what, model, expected) => {
    const it = await stage({ config: daily })
    await spend(it, 95)
    await it.call({ ask: hard, model })
    expect(it.asked()).toEqual([expected])
    expect(await said(it)).toEqual([])
  })

  test("an agent's tier is a setting, and comes down", async () => {
    const it = await stage({ config: { ...daily, routing: { agents: { plan: "premium" } } } })
    await spend(it, 81)
    await it.call({ agent: "plan" })
    expect(it.asked()).toEqual([sonnet])
  })
})

describe("inside a tool loop", () => {
  test("the turn goes on under the ceiling once it is passed, and stays there", async () => {
    const it = await stage({ config: daily })
    const prompt = [user(hard)]
    await it.call({ prompt })
    await spend(it, 81)
    await it.call({ prompt: [...prompt, ...toolTurn("a")] })
    await it.call({ prompt: [...prompt, ...toolTurn("a"), ...toolTurn("b")] })
    expect(it.asked()).toEqual([opus, sonnet, sonnet])
    expect((await it.calls()).filter(({ session }) => session === "ses_1").map(({ cause }) => cause)).toEqual(
      ["classified", "ceiling", "held"],
    )
  })

  test("a tier that was asked for by name keeps its model there as well", async () => {
    const it = await stage({ config: daily })
    const prompt = [user(hard)]
    await it.call({ prompt, model: "premium" })
    await spend(it, 95)
    await it.call({ prompt: [...prompt, ...toolTurn("a")], model: "premium" })
    await it.call({ prompt: [...prompt, ...toolTurn("a"), ...toolTurn("b")], model: "premium" })
    expect(it.asked()).toEqual([opus, opus, opus])
  })
})

describe("which limits count", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["another agent's", { agents: { explore: { daily: 1 } } }, opus],
    ["its own agent's", { agents: { build: { daily: 1 } } }, sonnet],
    ["another tier's", { tiers: { smart: { daily: 1 } } }, opus],
    ["its own tier's", { tiers: { premium: { daily: 1 } } }, sonnet],
    ["its own model's", { models: { [opus]: { daily: 1 } } }, "openai/gpt-6-astra"],
    ["a session's of its own", { session: 1 }, opus],
  ])("%s", async (_what, budgets, expected) => {
    const it = await stage({ config: { budgets, tiers: { premium: [opus, "openai/gpt-6-astra"] } } })
    const [part] = Object.entries(budgets.agents ?? budgets.tiers ?? budgets.models ?? {}) as [
      string,
      unknown,
    ][]
    const name = part?.[0]
    await spend(it, 0.85, {
      ...(budgets.agents ? { agent: name ?? "" } : {}),
      ...(budgets.tiers ? { tier: name as "premium" } : {}),
      ...(budgets.models ? { model: name ?? "" } : {}),
    })
    await it.call({ ask: hard, maxOutputTokens: 2_000 })
    expect(it.asked()).toEqual([expected])
  })
})

describe("routing fails open", () => {
  test("a ledger that does not say what is spent changes nothing", async () => {
    const it = await stage({ config: daily })
    await spend(it, 95)
    it.ledger.standings = () => Promise.reject(new Error("the database is locked"))
    await it.call({ ask: hard })
    expect(it.asked()).toEqual([opus])
  })

  test("a prompt that nothing below the ceiling can take stays where it is", async () => {
    const it = await stage({ config: { ...daily, tiers: { cheap: ["deepseek/deepseek-v4-flash"] } } })
    await spend(it, 95)
    const data = Buffer.alloc(300).toString("base64")
    const image = { type: "file" as const, mediaType: "image/png", data }
    await it.call({ prompt: [{ role: "user", content: [{ type: "text", text: hard }, image] }] })
    expect(it.asked()).toEqual([opus])
  })
})
