// What counts as failed, and what models and providers did in the last hour, over every store.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  availabilitySentence,
  type CallStart,
  type Ledger,
  openLedger,
  readHealth,
  type Settlement,
} from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const ago = (minutes: number) => new Date(noon.getTime() - minutes * 60_000)

eachStore("health", ({ newAddress }) => {
  let ledger: Ledger
  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
  })
  afterEach(() => ledger.close())

  async function add(start: Partial<CallStart> = {}, end: Partial<Settlement> = {}): Promise<void> {
    const id = crypto.randomUUID()
    await ledger.hold(callStart({ id, startedAt: ago(10), turn: id, ...start }), fixedBound(1n), [])
    await ledger.settle(id, settlement(1n, { model: start.model ?? "a/one", ...end }))
  }

  const failed = (outcome: string, given: Partial<Settlement> = {}) => ({
    ...{ outcome, timeToFirstTokenMs: null },
    ...given,
  })
  const availability = async (part = {}) => (await readHealth(ledger, noon, part)).availability

  test("without calls nothing is known, and the objective is met", async () => {
    const report = await readHealth(ledger, noon)
    expect(report.hour).toEqual([])
    expect(report.availability).toMatchObject({ calls: 0, share: null, budgetLeftShare: null, met: true })
    expect(availabilitySentence(report.availability)).toBe("no calls in the last 24 hours")
  })

  test.each(["overloaded", "timeout", "cut-off", "empty", "moderated", "rate-limited", "APIError"])(
    "%s is a failure",
    async (outcome) => {
      await add()
      await add({}, failed(outcome))
      expect(await availability()).toMatchObject({ calls: 2, failed: 1, share: 0.5, met: false })
    },
  )

  test.each([
    ...["aborted", "MessageAbortedError", "context-overflow", "out-of-credit", "key-budget", "bad-key"],
    ...["killed", "unknown"],
  ])("%s is none: a person's own doing, or nobody saw the end", async (outcome) => {
    await add()
    await add({}, failed(outcome))
    expect(await availability()).toMatchObject({ calls: 2, failed: 0, share: 1, met: true })
    const [model] = (await readHealth(ledger, noon)).hour
    expect(model).toMatchObject({ calls: 2, successShare: 1 })
  })

  test("a call that runs did not fail", async () => {
    await ledger.hold(callStart({ startedAt: ago(1) }), fixedBound(1n), [])
    expect(await availability()).toMatchObject({ calls: 1, failed: 0 })
    expect((await readHealth(ledger, noon)).hour[0]).toMatchObject({ calls: 1, successShare: null })
  })

  describe("a try that failed and may be billed", () => {
    const turn = "turn of tries"

    test("is no failed call once another model answered, yet that model's failure", async () => {
      await add({ turn, model: "a/one", startedAt: ago(10) }, failed("timeout"))
      await add({ turn, model: "b/two", startedAt: ago(9) }, { attempts: 2 })
      expect(await availability()).toMatchObject({ calls: 1, failed: 0, share: 1 })
      const { hour } = await readHealth(ledger, noon)
      const shareOf = (model: string) => hour.find(({ name }) => name === model)?.successShare
      expect([shareOf("a/one"), shareOf("b/two")]).toEqual([0, 1])
      // Nor among the calls of its own model alone.
      expect(await availability({ model: "a/one" })).toMatchObject({ calls: 0, failed: 0, share: null })
    })

    test("is one failed call together with the last that failed", async () => {
      await add({ turn, startedAt: ago(10) }, failed("timeout"))
      await add({ turn, startedAt: ago(9) }, failed("empty", { attempts: 2 }))
      await add({ turn, startedAt: ago(8) }, failed("overloaded", { attempts: 3 }))
      expect(await availability()).toMatchObject({ calls: 1, failed: 1 })
    })

    test("is a failed call where the next one of that turn was not made for it", async () => {
      await add({ turn, startedAt: ago(10) }, failed("timeout"))
      await add({ turn, startedAt: ago(9) })
      await add({ turn, startedAt: ago(9), session: "a subagent's" }, { attempts: 2 })
      await add({ turn: "another", startedAt: ago(9) }, { attempts: 2 })
      expect(await availability()).toMatchObject({ calls: 4, failed: 1 })
      await add({ turn, startedAt: ago(8) }, failed("overloaded"))
      expect(await availability()).toMatchObject({ calls: 5, failed: 2 })
    })

    test("is none of an answer that broke off, whatever came after it", async () => {
      await add({ turn, startedAt: ago(10) }, { outcome: "cut-off" })
      await add({ turn, startedAt: ago(9) }, { attempts: 2 })
      expect(await availability()).toMatchObject({ calls: 2, failed: 1 })
    })

    test("beside another: fails a call only where neither answers", async () => {
      const hedge = { turn, startedAt: ago(9), signals: ["hedge: a/one was late, so this was asked as well"] }
      await add({ turn, startedAt: ago(10) }, { attempts: 2 })
      await add(hedge, failed("overloaded", { attempts: 2 }))
      expect(await availability()).toMatchObject({ calls: 1, failed: 0 })
      await add({ ...hedge, turn: "both" }, failed("overloaded", { attempts: 2 }))
      await add({ turn: "both", startedAt: ago(10) }, failed("timeout", { attempts: 2 }))
      expect(await availability()).toMatchObject({ calls: 2, failed: 1 })
    })

    test("of the tie-break fails nothing of a person's", async () => {
      await add({ turn, cause: "tie-break" }, failed("unavailable"))
      await add({ turn })
      expect(await availability()).toMatchObject({ calls: 1, failed: 0 })
    })
  })

  test("only the last hour, and the last day in whole hours, are looked at", async () => {
    await add({ startedAt: ago(61) }, failed("overloaded"))
    await add({ startedAt: ago(24 * 60 + 1) }, failed("overloaded"))
    const report = await readHealth(ledger, noon)
    expect(report.hour).toEqual([])
    expect(report.availability).toMatchObject({ calls: 1, failed: 1 })
  })

  test("models and providers have their times, the most called first", async () => {
    await add({ model: "b/two", provider: "local" }, { timeToFirstTokenMs: 100, durationMs: 1_000 })
    for (const timeToFirstTokenMs of [200, 200, 200, 900])
      await add({}, { timeToFirstTokenMs, durationMs: 2_000 })
    const { hour } = await readHealth(ledger, noon)
    expect(hour.map(({ kind, name, calls }) => [kind, name, calls])).toEqual([
      ["model", "a/one", 4],
      ["model", "b/two", 1],
      ["provider", "openrouter", 4],
      ["provider", "local", 1],
    ])
    const near = (value: number | undefined, wanted: number) =>
      expect(Math.abs((value ?? 0) / wanted - 1)).toBeLessThan(0.05)
    near(hour[0]?.timeToFirstTokenMs?.p50, 200)
    near(hour[0]?.timeToFirstTokenMs?.p95, 900)
    near(hour[0]?.durationMs?.p95, 2_000)
    near(hour[1]?.timeToFirstTokenMs?.p50, 100)
  })

  test("one call in a hundred uses the whole error budget, and a second one exceeds it", async () => {
    for (let at = 0; at < 99; at++) await add()
    await add({}, failed("overloaded"))
    const used = await availability()
    expect(used).toMatchObject({ calls: 100, failed: 1, budgetCalls: 1, budgetLeftShare: 0, met: true })
    expect(availabilitySentence(used)).toBe(
      "99 % of 100 calls in 24 hours did not fail, 1 failed; the objective is 99 %: 100 % of the error budget is used",
    )
    await add({}, failed("overloaded"))
    const beyond = await availability()
    expect(beyond.met).toBe(false)
    expect(availabilitySentence(beyond)).toContain("the error budget is exceeded (198 % used)")
  })
})

test("what may still fail is said in calls", () => {
  const given = { objective: 0.99, calls: 400, failed: 1, share: 399 / 400, budgetCalls: 4 }
  expect(availabilitySentence({ ...given, budgetLeftShare: 0.75, met: true })).toBe(
    "99.75 % of 400 calls in 24 hours did not fail, 1 failed; the objective is 99 %: 25 % of the error budget is used, 3 more may fail",
  )
})
