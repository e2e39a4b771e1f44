// How long each step of a call may take, by tier, and what follows when it takes longer.
import { afterEach, expect, test } from "bun:test"
import { configSchema } from "../../config/index.ts"
import { timeLimitsOf } from "../../provider/time-limits.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, stage } from "./stage.ts"

afterEach(closeStages)

const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const model = steps([{ text: "It is done." }])

test("a tier's own times win over those of all", () => {
  const { calls } = configSchema.parse({ calls: { idle: 10, tiers: { premium: { firstToken: 300 } } } })
  expect(timeLimitsOf(calls, "premium")).toMatchObject({ firstContentMs: 300_000, idleMs: 10_000 })
  expect(timeLimitsOf(calls, "smart")).toMatchObject({ firstContentMs: 120_000, idleMs: 10_000 })
  expect(timeLimitsOf(calls, null)).toMatchObject({ firstContentMs: 120_000, totalMs: 1_800_000 })
})

test.each<[string, Fault, object]>([
  ["at all", { kind: "hang", at: "headers", model: flash }, { connect: 0.5 }],
  ["with a token", { kind: "hang", at: 0.01, model: flash }, { firstToken: 0.5 }],
])("who does not answer %s in time is left for the next model", async (_what, fault, times) => {
  const it = await stage({
    simulator: { model, faults: [fault] },
    config: { calls: { tiers: { cheap: times } } },
  })
  expect((await it.call({ model: "cheap" })).text).toBe("It is done.")
  expect(new Set(it.asked())).toEqual(new Set([flash, luna]))
  expect((await it.calls()).map(({ outcome }) => outcome).toSorted()).toEqual(["ok", "timeout"])
})

test("the time of the whole call is for all models together", async () => {
  const faults: Fault[] = [
    { kind: "hang", at: "headers", model: flash },
    { kind: "hang", at: "headers", model: luna },
  ]
  const it = await stage({ simulator: { model, faults }, config: { calls: { connect: 1, total: 1.5 } } })
  const { message } = await it.refused({ model: "cheap" })
  expect(message).toContain("Ralex got no answer")
  expect(it.asked()).toEqual([flash, luna])
})

test("an answer that goes on for too long ends with the reason, and what came is kept", async () => {
  const faults: Fault[] = [{ kind: "hang", at: "middle", model: flash }]
  const it = await stage({ simulator: { model, faults }, config: { calls: { total: 1 } } })
  const { text, error, finish } = await it.call({ model: "cheap" })
  expect("It is done.").toStartWith(text)
  expect(text).not.toBe("")
  expect(String(error)).toContain("calls.total")
  expect(finish?.finishReason.unified).toBe("error")
  expect((await it.calls())[0]).toMatchObject({ outcome: "cut-off" })
})

test.each([1, 3])("%d upstream calls at most, where that is what was asked for", async (attempts) => {
  const faults: Fault[] = Array.from({ length: 9 }, () => ({ kind: "status", status: 503 }))
  const it = await stage({ simulator: { model, faults }, config: { calls: { attempts } } })
  await it.refused({ model: "cheap" })
  expect(it.asked()).toHaveLength(attempts)
})

test("a model whose rate is used up is passed by for the next", async () => {
  const config = { calls: { rateLimits: { [flash]: { requests: 1 } } } }
  const it = await stage({ simulator: { model }, config })
  for (let call = 0; call < 3; call++) await it.call({ model: "cheap", session: `ses_${call}` })
  expect(it.asked()).toEqual([flash, luna, luna])
})
