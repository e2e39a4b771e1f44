// What is read back besides sums of budgets: rows, hours, turns, alerts, readings, and what is pruned; the same on
// every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import {
  type AlertRow,
  type CallStart,
  type Ledger,
  openLedger,
  type Settlement,
} from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, noUsage, settlement, verdict } from "./sample-calls.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const later = (ms: number) => new Date(noon.getTime() + ms)

function alert(given: Partial<AlertRow> = {}): AlertRow {
  return { key: "limit:daily:80", at: noon, level: "warning", text: "80 % of the budget is spent", ...given }
}

eachStore("reads", ({ newAddress }) => {
  let ledger: Ledger

  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
  })

  afterEach(() => ledger.close())

  const call = async (given: Partial<CallStart>, settled?: Partial<Settlement> & { costNano: bigint }) => {
    const start = callStart(given)
    await ledger.hold(start, fixedBound(100n), [])
    if (settled) await ledger.settle(start.id, settlement(settled.costNano, settled))
    return start.id
  }

  test("verdicts are kept with their secrets taken out", async () => {
    const secret = "curl -H 'Authorization: Bearer abcdefgh12345678' x"
    await ledger.record(verdict({ subject: secret, reason: null }))
    const allowed = verdict({ verdict: "allow", rule: null, reason: null, subject: null })
    await ledger.record(allowed)
    const found = await ledger.verdicts({})
    expect(found[0]?.subject).toBe("curl -H 'Authorization: [redacted]' x")
    expect(found[1]).toEqual({ ...allowed, sequence: 2 })
  })

  test("a long subject is cut after its secrets were taken out", async () => {
    await ledger.record(verdict({ subject: `${"x".repeat(490)} ghp_${"a1".repeat(20)}` }))
    const [{ subject } = verdict()] = await ledger.verdicts({})
    expect(subject).toHaveLength(500)
    expect(subject).not.toContain("ghp_")
  })

  test("characters that a database does not hold are no reason to lose a verdict", async () => {
    await ledger.record(verdict({ subject: "a\0b \ud800 c 😀" }))
    expect((await ledger.verdicts({}))[0]?.subject).toBe("a?b \uFFFD c 😀")
  })

  test("reading goes by time, by session with its subagents, and by what was written since", async () => {
    const first = await call({ startedAt: later(-20 * 24 * HOUR_MS), session: "root" })
    const second = await call({ session: "child" })
    const third = await call({ session: "other", rootSession: "other" })
    const ids = async (filter: Parameters<Ledger["calls"]>[0]) =>
      (await ledger.calls(filter)).map(({ id }) => id)
    expect(await ids({ since: noon })).toEqual([second, third])
    expect(await ids({ session: "root" })).toEqual([first, second])
    expect(await ids({ session: "child" })).toEqual([second])
    expect(await ids({ after: 3 })).toEqual([])
    await ledger.settle(first, settlement(1n))
    expect(await ids({ after: 3 })).toEqual([first])
    expect(await ids({ after: 3, since: noon })).toEqual([])
  })

  test("calls and verdicts share one sequence of writes, so that one number follows both", async () => {
    await call({})
    await ledger.record(verdict())
    await call({})
    expect((await ledger.calls({})).map(({ sequence }) => sequence)).toEqual([1, 3])
    expect((await ledger.verdicts({})).map(({ sequence }) => sequence)).toEqual([2])
    expect(await ledger.verdicts({ after: 2 })).toEqual([])
  })

  test("hours add up what their calls have in common, and follow what becomes of each", async () => {
    const usage = { ...noUsage, inputTokens: 1_000, cachedTokens: 400, outputTokens: 50, reasoningTokens: 9 }
    const sample = { baselineNano: 300n, cacheSavedNano: 7n, usage, model: "a/used", attempts: 2 }
    await call({}, { ...sample, costNano: 40n, timeToFirstTokenMs: 100, durationMs: 1_000 })
    await call({ startedAt: later(30 * MINUTE_MS) }, { ...sample, costNano: 60n, outcome: "overloaded" })
    const estimated = await call({}, { ...sample, costNano: 20n, status: "estimated", outcome: "aborted" })
    await call({ model: "a/used" })
    const common = {
      project: "/project",
      rootSession: "root",
      agent: "build",
      tier: "cheap",
      class: "simple",
    }
    const money = {
      spentNano: 120n,
      estimatedNano: 20n,
      pendingNano: 100n,
      baselineNano: 900n,
      cacheSavedNano: 21n,
    }
    const [first, ...others] = await ledger.totals(null)
    expect(others).toEqual([])
    expect(first).toMatchObject({ ...common, ...money, hour: noon, model: "a/used", provider: "openrouter" })
    expect(first).toMatchObject({ calls: 4, fallbacks: 3, errors: 1 })
    expect(first?.usage).toEqual({
      ...noUsage,
      inputTokens: 3_000,
      cachedTokens: 1_200,
      outputTokens: 150,
      reasoningTokens: 27,
    })
    const counted = (histogram = {}) =>
      Object.values<number>(histogram).reduce((sum, count) => sum + count, 0)
    expect([counted(first?.timeToFirstToken), counted(first?.duration)]).toEqual([3, 3])
    await ledger.settle(estimated, settlement(25n, { ...sample, outcome: "aborted" }))
    expect(await ledger.totals(null)).toMatchObject([
      { spentNano: 125n, estimatedNano: 0n, pendingNano: 100n },
    ])
  })

  test("an hour's rows are apart by all that a report may ask for, and none is left of what moved away", async () => {
    await call({ tier: null, class: null })
    await call({ startedAt: later(HOUR_MS) })
    const moved = await call({ model: "a/old", tier: "cheap" })
    const to = { model: "a/new", tier: "premium" as const, bound: fixedBound(30n), limits: [] }
    await ledger.rehold(moved, to)
    const rows = await ledger.totals(null)
    const found = rows.map(({ hour, model, tier, pendingNano }) => [
      hour.getTime() - noon.getTime(),
      model,
      tier,
      pendingNano,
    ])
    expect(found).toHaveLength(3)
    expect(found).toContainEqual([0, "google/gemini-3.8-flash", null, 100n])
    expect(found).toContainEqual([HOUR_MS, "google/gemini-3.8-flash", "cheap", 100n])
    expect(found).toContainEqual([0, "a/new", "premium", 30n])
    expect(await ledger.totals(later(HOUR_MS + MINUTE_MS))).toHaveLength(1)
    expect(await ledger.totals(later(2 * HOUR_MS))).toEqual([])
  })

  test("turns come with all their calls, the newest first; one that still runs is left out", async () => {
    const at = (minute: number) => ({ startedAt: later(minute * MINUTE_MS) })
    await call({ ...at(0), turn: "old", class: "complex", tier: "smart" }, { costNano: 5n })
    await call({ ...at(1), turn: "two", class: "simple", tier: "cheap" }, { costNano: 10n })
    await call(
      { ...at(2), turn: "two", class: null, tier: "premium" },
      { costNano: 20n, status: "estimated" },
    )
    await call({ ...at(3), turn: "killed" }, { costNano: 0n, status: "unreconciled" })
    await call({ ...at(4), turn: "runs" }, { costNano: 1n })
    await call({ ...at(5), turn: "runs" })
    await call({ ...at(6), turn: "" }, { costNano: 99n })
    const [two, old] = [
      { class: "simple" as const, tier: "cheap" as const, costNano: 30n, calls: 2 },
      { class: "complex" as const, tier: "smart" as const, costNano: 5n, calls: 1 },
    ]
    expect(await ledger.turnCosts(10)).toEqual([two, old])
    expect(await ledger.turnCosts(1)).toEqual([two])
  })

  test("an alert is claimed once for its key, and read back by time", async () => {
    expect(await ledger.claimAlert(alert())).toBe(true)
    expect(await ledger.claimAlert(alert({ text: "again", at: later(1) }))).toBe(false)
    expect(await ledger.claimAlert(alert({ key: "limit:daily:95", at: later(5) }))).toBe(true)
    expect(await ledger.alerts(noon)).toEqual([alert(), alert({ key: "limit:daily:95", at: later(5) })])
    expect(await ledger.alerts(later(1))).toHaveLength(1)
  })

  test("what upstream said of a key is kept once for its time, in order", async () => {
    const reading = (keyId: string, ms: number, usedNano: bigint) => ({ keyId, at: later(ms), usedNano })
    await ledger.noteKey(reading("one", 5, 20n))
    await ledger.noteKey(reading("one", 1, 10n))
    await ledger.noteKey(reading("one", 1, 11n))
    await ledger.noteKey(reading("two", 1, 7n))
    expect(await ledger.keyReadings("one")).toEqual([reading("one", 1, 10n), reading("one", 5, 20n)])
  })

  test("what was billed on a key is the settled calls within the times", async () => {
    const billed = (from: Date, until: Date, keyId = "0123456789ab") =>
      ledger.billed({ keyId, startedFrom: from, settledUntil: until })
    await call({}, { costNano: 40n })
    await call({ keyId: "other" }, { costNano: 1n })
    await call({ keyId: null }, { costNano: 2n })
    await call({}, { costNano: 4n, status: "estimated" })
    const soon = new Date(Date.now() + HOUR_MS)
    expect(await billed(noon, soon)).toBe(40n)
    expect(await billed(later(1), soon)).toBe(0n)
    expect(await billed(noon, new Date(Date.now() - HOUR_MS))).toBe(0n)
    expect(await billed(noon, soon, "other")).toBe(1n)
  })

  test("pruning takes settled calls, verdicts and alerts from before; sums, hours, lifts and open calls stay", async () => {
    const lift = {
      at: noon,
      scope: "daily" as const,
      part: {},
      limitNano: 5n,
      rootSession: null,
      until: null,
      by: "x",
    }
    await call({}, { costNano: 40n })
    const open = [await call({}), await call({}, { costNano: 9n, status: "estimated" })]
    await ledger.record(verdict())
    await ledger.claimAlert(alert())
    await ledger.lift(lift)
    const query = { scope: "monthly", at: noon } as const
    const [spent, totals] = [await ledger.spent(query), await ledger.totals(null)]
    expect(await ledger.prune(new Date(0))).toBe(0)
    expect(await ledger.prune(new Date(Date.now() + 40 * 24 * HOUR_MS))).toBe(3)
    expect((await ledger.calls({})).map(({ id }) => id)).toEqual(open)
    expect([await ledger.verdicts({}), await ledger.alerts(new Date(0))]).toEqual([[], []])
    expect(await ledger.spent(query)).toEqual(spent)
    expect(await ledger.totals(null)).toEqual(totals)
    expect(await ledger.lifts(noon)).toEqual([lift])
    for (const id of open) await ledger.settle(id, settlement(1n))
    expect((await ledger.spent(query)).countedNano).toBe(42n)
  })

  test("what was said in this month is not said again, however soon rows are pruned", async () => {
    await ledger.claimAlert(alert({ at: new Date(Date.now() - HOUR_MS) }))
    await ledger.prune(new Date())
    expect(await ledger.claimAlert(alert())).toBe(false)
  })
})
