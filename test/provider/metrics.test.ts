// What calls through the provider leave in the ledger for metrics: who took over from whom, and Ralex's own time.
import { afterEach, expect, test } from "bun:test"
import { sumOf, tallied } from "../ledger/metrics/plain-tallies.ts"
import { spend } from "./spend.ts"
import { closeStages, stage, user } from "./stage.ts"

afterEach(closeStages)

const flash = "google/gemini-3.8-flash"
const luna = "openai/gpt-6-luna"
const prompt = [user("rename x to y")]

test("Ralex's own time is measured once for each call that is answered", async () => {
  const it = await stage()
  await it.call({ prompt })
  const [call] = await it.calls()
  expect(call?.overheadMs).toBeGreaterThanOrEqual(0)
  const tallies = await it.ledger.tallies()
  expect(sumOf(tallies, "overhead")).toBe(1n)
  expect(tallied(tallies, "requests")).toEqual({ [JSON.stringify(["cheap", flash, "ok"])]: 1n })
  expect(tallied(tallies, "fallbacks")).toEqual({})
})

test("a fallback is counted with who failed, who took over, and how it failed", async () => {
  const it = await stage({ simulator: { faults: [{ kind: "status", status: 503, model: flash }] } })
  await it.call({ prompt })
  expect(it.asked()).toEqual([flash, luna])
  const tallies = await it.ledger.tallies()
  const [[labels = ""] = []] = Object.entries(tallied(tallies, "fallbacks"))
  expect(JSON.parse(labels)).toEqual([flash, luna, expect.stringMatching(/^(overloaded|unavailable)$/)])
  expect(sumOf(tallies, "fallbacks")).toBe(1n)
  expect(sumOf(tallies, "overhead")).toBe(1n)
})

test("what does not fit a budget falls back for that reason", async () => {
  const it = await stage({ config: { budgets: { daily: 1, onLimit: "degrade" } } })
  await spend(it, 1)
  await it.call({ prompt })
  const [[labels = ""] = []] = Object.entries(tallied(await it.ledger.tallies(), "fallbacks"))
  const [from, to, reason] = JSON.parse(labels)
  expect([from, reason]).toEqual([flash, "over-budget"])
  expect(to).toBe(it.asked()[0])
})
