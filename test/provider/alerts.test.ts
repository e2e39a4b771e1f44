// What a call lets a person know: thresholds as they are passed, refusals, tiers that are down, dear asks; once, and
// without holding up the call.
import { afterEach, describe, expect, test } from "bun:test"
import { finishBackground, flushAlerts } from "../../ledger/index.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { spend } from "./spend.ts"
import { closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const flash = "google/gemini-3.8-flash"
const luna = "openai/gpt-6-luna"
const glm = "z-ai/glm-5.3-flash"
const model = steps([{ text: "An answer." }])
const cheap = { tiers: { cheap: [flash, luna, glm] } }

async function alerts(it: Stage): Promise<string[]> {
  await finishBackground()
  await flushAlerts()
  return (await it.ledger.alerts(new Date(0))).map(({ key }) => key.split(":").slice(0, 3).join(":"))
}

describe("thresholds", () => {
  test("passed before are said at the next call, the highest only, and once", async () => {
    const config = { budgets: { daily: 1 }, alerts: { forecast: false } }
    const it = await stage({ simulator: { model }, config })
    await spend(it, 0.82)
    await it.call({ model: luna })
    await it.call({ model: luna })
    expect(await alerts(it)).toEqual(["limit:daily:80", "limit:daily:50"])
    expect(it.told.filter((text) => text.includes("of the daily budget is spent"))).toHaveLength(1)
  })

  test("passed by the call itself are said after it", async () => {
    const it = await stage({
      simulator: { model, billing: "worst-case" },
      config: { budgets: { turn: 0.01 }, alerts: { at: [50] } },
    })
    await it.call({ model: luna, maxOutputTokens: 16_000 })
    expect(await alerts(it)).toEqual(["limit:turn:50"])
  })

  test("of one agent's limit are said although another agent's call came right after", async () => {
    const it = await stage({
      simulator: { model },
      config: { budgets: { agents: { explore: { daily: 1 } } }, alerts: { at: [50], forecast: false } },
    })
    await spend(it, 0.6, { agent: "explore" })
    await it.call({ model: luna, session: "warm-up" })
    await Promise.all([
      it.call({ model: luna, agent: "explore", session: "a" }),
      it.call({ model: luna, agent: "build", session: "b" }),
    ])
    expect(await alerts(it)).toEqual(["limit:daily:50"])
  })

  test("a refusal means that the limit is reached; who reads the refusal is not told once more", async () => {
    const it = await stage({ config: { budgets: { daily: 0.0001, onLimit: "stop" } } })
    await it.refused()
    expect(await alerts(it)).toContain("limit:daily:100")
    expect(it.told).toEqual([])
  })

  test("so does going on with a free model", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 0.0001 } } })
    await it.call()
    expect(await alerts(it)).toContain("limit:daily:100")
    expect(it.told).toEqual([expect.stringContaining("going on with")])
  })

  test("a ledger that can not be asked about them breaks nothing", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 1 } } })
    await spend(it, 0.82)
    it.ledger.standings = () => Promise.reject(new Error("gone"))
    it.ledger.totals = () => Promise.reject(new Error("gone"))
    expect((await it.call({ model: luna })).text).toBe("An answer.")
    expect(await alerts(it)).toEqual([])
  })
})

describe("a tier that is down", () => {
  const down = (id: string): Fault => ({ kind: "status", status: 503, model: id, times: 9 })

  test("is said when every model of it failed, though another tier answered", async () => {
    const it = await stage({ simulator: { model, faults: [flash, luna, glm].map(down) }, config: cheap })
    expect((await it.call({ model: "cheap" })).text).toBe("An answer.")
    expect(await alerts(it)).toEqual([expect.stringMatching(/^tier-down:cheap/)])
    expect(it.told.join()).toContain("every model of the cheap tier is down (z-ai/glm-5.3-flash is too busy")
  })

  test("is said as well where they answer with errors of their own", async () => {
    const failing = [flash, luna, glm].map((id): Fault => ({ ...down(id), status: 502 }) as Fault)
    const it = await stage({ simulator: { model, faults: failing }, config: cheap })
    expect((await it.call({ model: "cheap" })).text).toBe("An answer.")
    expect(await alerts(it)).toEqual([expect.stringMatching(/^tier-down:cheap/)])
  })

  test("is not while one of its models answers", async () => {
    const it = await stage({ simulator: { model, faults: [flash, luna].map(down) }, config: cheap })
    await it.call({ model: "cheap" })
    expect(await alerts(it)).toEqual([])
  })

  test("is not when its models refused the prompt, or nothing can be reached", async () => {
    const flagged: Fault = { kind: "status", status: 403, message: "Your input was flagged", times: 99 }
    const it = await stage({ simulator: { faults: [flagged] }, config: cheap })
    await it.refused({ model: "cheap" })
    expect(await alerts(it)).toEqual([])
    const cut = await stage({ config: cheap })
    cut.instance.environment = { ...cut.instance.environment, baseUrl: "http://127.0.0.1:1/api/v1" }
    await cut.refused({ model: "cheap" })
    expect(await alerts(cut)).toEqual([])
  })
})

describe("an ask that is predicted dear", () => {
  const dear = (it: Stage) => it.told.filter((text) => text.includes("this ask may well cost"))
  const hard = "prove that this lock-free queue is linearizable"

  test("is said before it, with what the limit has left", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 1 } } })
    await it.call({ ask: hard })
    await finishBackground()
    expect(dear(it)).toEqual([expect.stringContaining("the daily budget has USD 1.00 left")])
  })

  test("not of a small ask, of a roomy limit, without a limit, of a limit for calls alone", async () => {
    for (const [budgets, ask] of [
      [{ daily: 1 }, "rename x to y"],
      [{ daily: 500 }, hard],
      [{}, hard],
      [{ call: 5 }, hard],
    ] as const) {
      const it = await stage({ simulator: { model }, config: { budgets } })
      await it.call({ ask })
      await finishBackground()
      expect(dear(it)).toEqual([])
    }
  })

  test("not for the limit of a model or a tier that it does not go to", async () => {
    const limits = { models: { "openai/gpt-6-sol": { daily: 0.001 } }, tiers: { premium: { daily: 0.001 } } }
    const it = await stage({ simulator: { model }, config: { budgets: limits } })
    await it.call({ ask: "rename x to y" })
    await finishBackground()
    expect(dear(it)).toEqual([])
  })

  test("not of the calls that follow in its loop, of a subagent's, nor of a title", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 1 } } })
    await it.call({ prompt: [user(hard), ...toolTurn("a")] })
    await it.call({ ask: hard, session: "child", rootSession: "ses_1" })
    await it.call({ ask: hard, agent: "title", model: "premium" })
    await finishBackground()
    expect(dear(it)).toEqual([])
  })
})
