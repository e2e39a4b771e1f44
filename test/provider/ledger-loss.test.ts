// A ledger that fails at the moment of a call: with a budget no call is made and it is said why; without one it goes on.
import { afterEach, describe, expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import { finishBackground, type Ledger, sharedLedger } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const flash = "google/gemini-3.8-flash"
const text = "An answer."
const model = steps([{ text }])

function fail(it: Stage, ...methods: (keyof Ledger)[]): void {
  const reason = new Error(
    "The ledger /x/ledger.db can not be used (database or disk is full 500); see to it.",
  )
  for (const method of methods) Object.assign(it.ledger, { [method]: () => Promise.reject(reason) })
}

describe("with a budget", () => {
  test("a hold that fails refuses the call in a sentence that OpenCode does not retry", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 5 } } })
    fail(it, "hold", "standings")
    const error = await it.refused()
    expect(error).toMatchObject({ isRetryable: false, name: "AI_APICallError" })
    expect(error.message).toContain("a budget is set but the ledger can not be used")
    expect(error.message).toContain("database or disk is full")
    expect(error.message).not.toContain("500") // OpenCode would take it for a passing failure
    expect(it.simulator.requests()).toEqual([])
  })

  test("a fallback whose hold can not be moved is not made, and the failed try is closed once that works", async () => {
    const it = await stage({
      simulator: { model, faults: [{ kind: "status", status: 503, model: flash }] },
      config: { budgets: { daily: 5 } },
    })
    fail(it, "rehold")
    expect((await it.refused({ model: "cheap" })).message).toContain("a budget is set")
    expect(it.asked()).toEqual([flash])
    await finishBackground()
    expect(await it.calls()).toMatchObject([{ status: "settled", outcome: "overloaded", costNano: 0n }])
  })

  test("a refusal that can not be written down is one all the same", async () => {
    const it = await stage({ config: { budgets: { daily: 0, onLimit: "stop" } } })
    fail(it, "record")
    expect((await it.refused()).message).toContain("the daily budget is reached")
  })
})

describe("without a budget", () => {
  test("the call is made, counted in memory, and that is said once", async () => {
    const it = await stage({ simulator: { model } })
    fail(it, "hold")
    expect((await it.call()).text).toBe(text)
    expect((await it.call()).text).toBe(text)
    expect(new Set(it.told)).toEqual(
      new Set([expect.stringContaining("in memory only: The ledger /x/ledger.db")]),
    )
    const memory = await sharedLedger(runtimeSlot(), "sqlite::memory:")
    const calls = (await memory.calls({})).filter(({ run }) => run === it.instance.run)
    expect(calls.slice(-2)).toMatchObject([{ status: "settled" }, { status: "settled" }])
    expect(calls.slice(-2).reduce((sum, { costNano }) => sum + costNano, 0n)).toBe(it.billedNano())
  })

  test("a hold that can not be moved goes on in memory, and the row left behind is closed", async () => {
    const it = await stage({ simulator: { model, faults: [{ kind: "status", status: 503, model: flash }] } })
    fail(it, "rehold")
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    expect(it.asked()).toEqual([flash, luna])
    await finishBackground()
    expect(await it.calls()).toMatchObject([{ status: "settled", costNano: 0n }])
  })

  test("a try that can not be closed does not keep the next model from answering", async () => {
    const it = await stage({
      simulator: { model, faults: [{ kind: "cut", at: "start", model: flash }] },
    })
    fail(it, "settle")
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    await finishBackground()
    expect(it.told.join()).toContain("it stays counted as held")
  })
})
