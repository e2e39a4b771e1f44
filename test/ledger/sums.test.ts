// Sums for charts and tables, and the newest rows of a part, over every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

const HOUR_MS = 3_600_000
const at = (hours: number) => new Date(noon.getTime() + hours * HOUR_MS + 60_000)

eachStore("sums of hours", ({ newAddress }) => {
  let ledger: Ledger

  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
    const calls = [
      { id: "a", startedAt: at(0), tier: "cheap", rootSession: "s1", project: "/p" },
      { id: "b", startedAt: at(0), tier: "smart", rootSession: "s1", project: "/p", model: "x/y" },
      { id: "c", startedAt: at(30), tier: "cheap", rootSession: "s2", project: "/q" },
      { id: "d", startedAt: at(30), tier: null, rootSession: "s3", project: "/q" },
    ] as const
    for (const call of calls) {
      await ledger.hold(callStart(call), fixedBound(9n), [])
      const failed = call.id === "c" ? { outcome: "overloaded", attempts: 3 } : {}
      const model = call.id === "b" ? "x/y" : "google/gemini-3.8-flash"
      await ledger.settle(call.id, settlement(5n, { model, ...failed }))
    }
  })
  afterEach(() => ledger.close())

  test("by tier, of everything", async () => {
    const rows = await ledger.sums({ since: null, by: "tier", order: "dearest" })
    expect(rows.map(({ key, calls, spentNano }) => [key, calls, spentNano])).toEqual([
      ["cheap", 2, 10n],
      ["none", 1, 5n],
      ["smart", 1, 5n],
    ])
    expect(rows[0]?.duration).toEqual({ "67": 2 })
  })

  test("by day, of a part", async () => {
    const rows = await ledger.sums({ since: null, bucket: "day", part: { tier: "cheap" }, times: false })
    expect(rows.map(({ bucket, calls }) => [bucket?.toISOString(), calls]).toSorted()).toEqual([
      ["2026-11-19T00:00:00.000Z", 1],
      ["2026-11-20T00:00:00.000Z", 1],
    ])
    expect(await ledger.sums({ since: null, part: { tier: "" } })).toMatchObject([{ calls: 1 }])
    expect(await ledger.sums({ since: null, part: { model: "x/y" } })).toMatchObject([{ calls: 1 }])
  })

  test("the hour that until is within counts, and that which it begins does not", async () => {
    const until = (hours: number, ms: number) => new Date(noon.getTime() + hours * HOUR_MS + ms)
    expect(await ledger.sums({ since: null, until: until(30, 1) })).toMatchObject([{ calls: 4 }])
    expect(await ledger.sums({ since: null, until: until(30, 0) })).toMatchObject([{ calls: 2 }])
  })

  test("the newest sessions, and how many there are", async () => {
    const newest = { since: null, by: "session", order: "newest", most: 2 } as const
    const rows = await ledger.sums(newest)
    expect(rows.map(({ key, project }) => [key, project])).toEqual([
      ["s2", "/q"],
      ["s3", "/q"],
    ])
    expect(rows[0]?.first.toISOString()).toBe("2026-11-20T18:00:00.000Z")
    expect(await ledger.countSums(newest)).toBe(3)
  })

  test("the newest calls of a part, and those in trouble", async () => {
    const ids = async (query: Partial<Parameters<Ledger["newestCalls"]>[0]>) =>
      (await ledger.newestCalls({ since: null, most: 10, ...query })).map(({ id }) => id)
    expect(await ids({})).toEqual(["d", "c", "b", "a"])
    expect(await ids({ most: 1 })).toEqual(["d"])
    expect(await ids({ part: { project: "/p", model: "x/y" } })).toEqual(["b"])
    expect(await ids({ part: { tier: "" } })).toEqual(["d"])
    expect(await ids({ since: at(29) })).toEqual(["d", "c"])
    expect(await ids({ until: at(29) })).toEqual(["b", "a"])
    expect(await ids({ troubled: true })).toEqual(["c"])
  })

  test("the calls of a session, in order, and its blocks", async () => {
    expect((await ledger.callsOfSession("s1", 10)).map(({ id }) => id)).toEqual(["a", "b"])
    expect(await ledger.callsOfSession("s1", 1)).toHaveLength(1)
    const before = await ledger.lastWrite()
    await ledger.record(verdict({ session: "one" }))
    await ledger.record(verdict({ session: "one", verdict: "allow", rule: null }))
    await ledger.record(verdict({ session: "two" }))
    expect((await ledger.blocksOf(["one"])).map(({ session }) => session)).toEqual(["one"])
    expect(await ledger.blocksOf(["one", "two"])).toHaveLength(2)
    expect(await ledger.blocksOf([])).toEqual([])
    expect(await ledger.lastWrite()).toBe(before + 3)
  })

  test("rows after a write come in pages", async () => {
    const [first] = await ledger.calls({ after: 0, most: 1 })
    const rest = await ledger.calls({ after: first?.sequence ?? 0 })
    expect(rest).toHaveLength(3)
  })
})
