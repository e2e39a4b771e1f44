// A hedge: which of two answers counts, what the other costs, and that there is none where it is not wanted.
import { afterEach, describe, expect, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import type { AttemptOutcome } from "../../provider/attempt.ts"
import { failureOf } from "../../provider/failure.ts"
import { firstToOpen } from "../../provider/hedge.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const model = steps([{ text: "It is done." }])

/** So that the ledger knows how soon the model begins. */
async function warmUp(it: Stage, calls = 50): Promise<void> {
  for (let call = 0; call < calls; call++) await it.call({ model: flash, session: `ses_w${call}` })
}

const late: Fault = { kind: "hang", at: "headers", model: flash }

describe("where the first token is later than the model's own 99 %", () => {
  test("the next model answers, the first is ended, and both have rows", async () => {
    const it = await stage({ simulator: { model } })
    await warmUp(it)
    it.instance.loaded.config.calls.hedge = true
    it.simulator.fail(late)
    const answer = await it.call({ model: "cheap" })
    expect(answer.text).toBe("It is done.")
    expect(it.asked().slice(-2)).toEqual([flash, luna])
    await finishBackground()
    const rows = (await it.calls()).filter(({ session }) => session === "ses_1")
    expect(rows.map(({ model: asked, outcome }) => [asked, outcome]).toSorted()).toEqual([
      [flash, "aborted"],
      [luna, "ok"],
    ])
    const second = rows.find(({ model: asked }) => asked === luna)
    expect(second?.signals).toContain(`hedge: ${flash} was late, so this was asked as well`)
  }, 30_000)

  test("where the first is faster after all, the second is ended though nothing is known of its times", async () => {
    const waits = Promise.withResolvers<void>()
    const it = await stage({ simulator: { model } })
    await warmUp(it)
    it.instance.loaded.config.calls.hedge = true
    it.simulator.fail({ kind: "late-headers", after: waits.promise, model: flash })
    it.simulator.fail({ kind: "hang", at: "headers", model: luna })
    const answer = it.call({ model: "cheap" })
    while (!it.asked().includes(luna)) await Bun.sleep(10)
    waits.resolve()
    expect((await answer).text).toBe("It is done.")
    await finishBackground()
    const rows = (await it.calls()).filter(({ session }) => session === "ses_1")
    expect(rows.map(({ model: asked, outcome }) => [asked, outcome]).toSorted()).toEqual([
      [flash, "ok"],
      [luna, "aborted"],
    ])
  }, 30_000)

  test("a time limit of the caller's ends both", async () => {
    const it = await stage({ simulator: { model } })
    await warmUp(it)
    it.instance.loaded.config.calls.hedge = true
    it.simulator.fail(late)
    it.simulator.fail({ kind: "hang", at: "headers", model: luna })
    const answer = it.call({ model: "cheap", abortSignal: AbortSignal.timeout(4_000) })
    expect(await answer.catch((error: unknown) => error)).toMatchObject({ name: "TimeoutError" })
    expect(it.asked().slice(-2)).toEqual([flash, luna])
    await finishBackground()
    const rows = (await it.calls()).filter(({ session }) => session === "ses_1")
    expect(rows.map(({ outcome }) => outcome)).toEqual(["aborted", "aborted"])
  }, 30_000)

  test("nobody else is asked where that is not wanted", async () => {
    const it = await stage({ simulator: { model }, limits: { firstContentMs: 1_500 } })
    await warmUp(it)
    it.simulator.fail(late)
    await it.call({ model: "cheap" })
    const rows = (await it.calls()).filter(({ session }) => session === "ses_1")
    expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(["ok", "timeout"])
  }, 30_000)
})

describe("of two tries", () => {
  const opened = { kind: "open" } as AttemptOutcome
  const failed: AttemptOutcome = { kind: "failed", failure: failureOf("overloaded", ""), generationId: null }
  const runner = (name: string, outcome: AttemptOutcome, ms: number) => ({
    name,
    outcome: Bun.sleep(ms).then(() => outcome),
    stop: () => {},
  })

  test.each<[string, AttemptOutcome, number, AttemptOutcome, number, string, string[]]>([
    ["the first answers in time", opened, 0, opened, 0, "first", []],
    ["the second is faster", opened, 600, opened, 0, "second", ["left first"]],
    ["the first is faster after all", opened, 200, opened, 400, "first", ["left second"]],
    ["the second fails", opened, 400, failed, 0, "first", ["failed second"]],
    ["the first fails late", failed, 200, opened, 400, "second", ["failed first"]],
    ["both fail", failed, 200, failed, 400, "second", ["failed first"]],
  ])("%s", async (_what, first, firstMs, second, secondMs, answers, log) => {
    const said: string[] = []
    const { runner: won } = await firstToOpen(runner("first", first, firstMs), {
      lateMs: 100,
      second: async () => runner("second", second, secondMs),
      failed: async ({ name }) => void said.push(`failed ${name}`),
      left: ({ name }) => void said.push(`left ${name}`),
    })
    expect(won.name).toBe(answers)
    expect(said).toEqual(log)
  })
})
