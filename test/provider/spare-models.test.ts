// Other models in the same request: only after a failure, only what the hold pays for, and recorded as who answered.
import { afterEach, describe, expect, test } from "bun:test"
import { findModel, finishBackground, type Model } from "../../ledger/index.ts"
import { spareModels } from "../../provider/spare-models.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const model = steps([{ text: "It is done." }])
const sonnet = "anthropic/claude-sonnet-5"
const down: Fault = { kind: "status", status: 502, model: sonnet }
const config = { budgets: { daily: 50 }, tiers: { smart: [sonnet, luna] } }

function modelsAsked(it: Stage): (string[] | undefined)[] {
  return it.simulator.requests().map(({ body }) => body.models)
}

test("after a failure the next call names who may take over, and that one is recorded", async () => {
  const it = await stage({ simulator: { model, faults: [down, down] }, config })
  await it.call({ model: "smart", session: "ses_1", rootSession: "ses_1" })
  await finishBackground()
  const answer = await it.call({ model: "smart", session: "ses_2", rootSession: "ses_2" })
  expect(answer.text).toBe("It is done.")
  expect(modelsAsked(it)).toEqual([undefined, undefined, [sonnet, luna]])
  const row = (await it.calls()).find(({ session }) => session === "ses_2")
  expect(row).toMatchObject({ modelUsed: luna, status: "settled", outcome: "ok", attempts: 1 })
  expect((await it.calls()).reduce((sum, { costNano }) => sum + costNano, 0n)).toBe(it.billedNano())
})

test("not where the prompt holds a model's own turns", async () => {
  const it = await stage({ simulator: { model, faults: [down] }, config })
  await it.call({ model: "smart", session: "ses_1", rootSession: "ses_1" })
  await finishBackground()
  const prompt = [user("x"), ...toolTurn("call_1")]
  await it.call({ model: "smart", session: "ses_2", rootSession: "ses_2", prompt })
  expect(modelsAsked(it).at(-1)).toBeUndefined()
})

describe("a spare model", () => {
  const size = { promptBytes: 9_000, messages: 3, media: [] }
  const named = (id: string): Model => {
    const found = findModel(id)
    if (!found) throw new Error(`no ${id}`)
    return found
  }
  const candidate = (id: string) => ({ model: named(id), tier: null })
  const spares = (first: string, ids: string[], maxOutputTokens = 8_000) =>
    spareModels({ first: candidate(first), candidates: ids.map(candidate), size, maxOutputTokens })

  test("costs no more than what is held", () => {
    expect(spares("anthropic/claude-sonnet-5", ["anthropic/claude-opus-5.5", luna])).toEqual([luna])
  })
  test("answers at the same length", () => {
    const short = { model: { ...named(luna), maxOutputTokens: 4_000 }, tier: null }
    const first = candidate("anthropic/claude-opus-5.5")
    expect(spareModels({ first, candidates: [short], size, maxOutputTokens: 8_000 })).toEqual([])
  })
  test("is named once, and two are enough", () => {
    const ids = [luna, luna, flash, "google/gemini-3.8-flash"]
    expect(spares("anthropic/claude-opus-5.5", ids)).toEqual([luna, flash])
  })
})
