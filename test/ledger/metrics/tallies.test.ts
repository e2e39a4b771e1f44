// Numbers that only grow: added once by whoever writes, kept when rows are deleted, and made up for older ledgers.
import { beforeEach, describe, expect, test } from "bun:test"
import { type Ledger, openLedger } from "../../../ledger/index.ts"
import { eachStore } from "../each-store.ts"
import { makeOldLedger, openRaw } from "../old-ledger.ts"
import { callStart, fixedBound, noon, noUsage, settlement, verdict } from "../sample-calls.ts"
import {
  callsAndTallies,
  costsByKind,
  fallen,
  plainTallies,
  sumOf,
  tallied,
  talliesOf,
} from "./plain-tallies.ts"

eachStore("tallies", ({ newAddress }) => {
  let address = ""
  let ledger: Ledger

  beforeEach(async () => {
    address = await newAddress()
    ledger = await openLedger(address)
  })

  const hold = async (given: Parameters<typeof callStart>[0] = {}) => {
    const start = callStart(given)
    await ledger.hold(start, fixedBound(1_000n), [])
    return start.id
  }

  test("a held call is none; one that is settled counts once, however often that is said", async () => {
    const id = await hold()
    expect((await ledger.tallies()).tallies).toEqual([])
    expect((await ledger.tallies()).unsettled).toEqual([{ status: "held", calls: 1, countedNano: 1_000n }])
    for (const _ of [1, 2]) await ledger.settle(id, settlement(77n, { overheadMs: 3.4 }))
    const tallies = await ledger.tallies()
    expect(tallies.unsettled).toEqual([])
    const model = "google/gemini-3.8-flash"
    expect(tallied(tallies, "requests")).toEqual({ [JSON.stringify(["cheap", model, "ok"])]: 1n })
    expect(tallied(tallies, "cost")).toEqual({ [JSON.stringify(["cheap", model])]: 77n })
    expect(tallied(tallies, "saved")).toEqual({ [JSON.stringify(["cheap", model])]: 154n })
    expect(tallied(tallies, "first-token")).toEqual({ [JSON.stringify(["cheap", model, "100"])]: 1n })
    expect(tallied(tallies, "duration-ms")).toEqual({ [JSON.stringify(["cheap", model])]: 340n })
    expect(tallied(tallies, "overhead")).toEqual({ '["5"]': 1n })
  })

  test("an estimate counts as a request at once, and as money only when it is settled, by other tokens or models", async () => {
    const id = await hold()
    const usage = { ...noUsage, inputTokens: 900, cachedTokens: 300, outputTokens: 40, reasoningTokens: 30 }
    await ledger.settle(id, settlement(900n, { status: "estimated", outcome: "aborted", usage }))
    const before = await ledger.tallies()
    expect(sumOf(before, "requests", "cheap", "google/gemini-3.8-flash", "aborted")).toBe(1n)
    expect([sumOf(before, "cost"), sumOf(before, "tokens"), sumOf(before, "duration")]).toEqual([0n, 0n, 1n])
    expect(before.unsettled).toEqual([{ status: "estimated", calls: 1, countedNano: 1_000n }])
    const less = { ...usage, inputTokens: 500, outputTokens: 20, reasoningTokens: 5 }
    await ledger.settle(
      id,
      settlement(40n, { outcome: "aborted", usage: less, model: "b/other", durationMs: 9 }),
    )
    const after = await ledger.tallies()
    expect(fallen(before, after)).toEqual([])
    expect(tallied(after, "cost")).toEqual({ '["cheap","b/other"]': 40n })
    expect([sumOf(after, "requests"), sumOf(after, "duration"), sumOf(after, "duration-ms")]).toEqual([
      1n,
      1n,
      340n,
    ])
    expect(tallied(after, "tokens")).toEqual({
      '["cheap","b/other","cached"]': 300n,
      '["cheap","b/other","input"]': 200n,
      '["cheap","b/other","output"]': 15n,
      '["cheap","b/other","reasoning"]': 5n,
    })
  })

  test("a call dearer than the baseline takes nothing off what others saved", async () => {
    await ledger.settle(await hold(), settlement(100n, { baselineNano: 400n }))
    await ledger.settle(await hold(), settlement(500n, { baselineNano: 200n }))
    const tallies = await ledger.tallies()
    expect([sumOf(tallies, "saved"), sumOf(tallies, "extra")]).toEqual([300n, 300n])
    expect(sumOf(tallies, "baseline") - sumOf(tallies, "cost")).toBe(0n)
  })

  test("who took over from whom and why is counted where its money is held, moved or anew", async () => {
    const id = await hold({ model: "a/first" })
    const move = { model: "b/second", tier: "cheap" as const, bound: fixedBound(5n), limits: [] }
    await ledger.rehold(id, { ...move, after: { model: "a/first", reason: "overloaded" } })
    await ledger.rehold(id, { ...move, after: { model: "b/second", reason: "timeout" } })
    await hold({ model: "c/third", after: { model: "b/second", reason: "cut-off" } })
    const refused = [{ scope: "daily" as const, limitNano: 1n }]
    const after = { model: "c/third", reason: "empty" }
    await ledger.hold(callStart({ after }), fixedBound(1_000n), refused)
    await ledger.rehold(id, { ...move, bound: fixedBound(1_000n), limits: refused, after })
    const tallies = await ledger.tallies()
    expect(tallied(tallies, "fallbacks")).toEqual({
      '["a/first","b/second","overloaded"]': 1n,
      '["b/second","c/third","cut-off"]': 1n,
    })
    expect(tallied(tallies, "retries")).toEqual({ '["b/second","timeout"]': 1n })
  })

  test("verdicts by rule and tool, and alerts but for the claims of housekeeping", async () => {
    for (const _ of [1, 2]) await ledger.record(verdict())
    await ledger.record(verdict({ verdict: "ask", rule: "git.reset" }))
    await ledger.record(verdict({ verdict: "allow", rule: "git.reset", lifted: true }))
    await ledger.record(verdict({ verdict: "allow", rule: null }))
    const alert = { at: noon, level: "warning" as const, text: "said" }
    for (const key of ["limit:daily:80", "limit:daily:80", "limit:daily:95", "task:prune:2026"])
      await ledger.claimAlert({ ...alert, key })
    const tallies = await ledger.tallies()
    expect(tallied(tallies, "verdicts")).toEqual({
      '["allow","","bash"]': 1n,
      '["ask","git.reset","bash"]': 1n,
      '["deny","core.recursive-delete","bash"]': 2n,
      '["lifted","git.reset","bash"]': 1n,
    })
    expect(tallied(tallies, "alerts")).toEqual({ '["warning","limit"]': 2n })
  })

  test("several ledgers on one store add up, and what is deleted stays counted", async () => {
    const others = await Promise.all([1, 2, 3].map(() => openLedger(address)))
    const write = async (one: Ledger, cost: bigint) => {
      const start = callStart({ startedAt: new Date("2026-01-01T00:00:00Z") })
      await one.hold(start, fixedBound(1_000n), [])
      await one.settle(start.id, settlement(cost))
      await one.record(verdict({ at: new Date("2026-01-01T00:00:00Z") }))
    }
    await Promise.all(
      others.flatMap((one, index) => [1n, 20n, 300n].map((cost) => write(one, cost * BigInt(index + 1)))),
    )
    const before = await callsAndTallies(ledger)
    expect(talliesOf(before.tallies)).toEqual(plainTallies(before.calls))
    expect(sumOf(before.tallies, "cost")).toBe(1_926n)
    expect(await ledger.prune(new Date(Date.now() + 60_000))).toBeGreaterThan(9)
    for (const one of [...others, ledger]) await one.close()
    const again = await openLedger(address)
    expect(await again.calls({})).toEqual([])
    expect((await again.tallies()).tallies).toEqual(before.tallies.tallies)
    await again.close()
  })

  describe("a ledger that had none", () => {
    test("gets those of its rows", async () => {
      const old = await newAddress()
      await makeOldLedger(old, 6)
      const opened = await openLedger(old)
      const { calls, tallies } = await callsAndTallies(opened)
      expect(talliesOf(tallies)).toEqual(plainTallies(calls))
      expect(tallied(tallies, "cost")).toEqual(costsByKind(calls))
      expect(sumOf(tallies, "duration")).toBe(
        BigInt(calls.filter(({ durationMs }) => durationMs !== null).length),
      )
      expect(tallied(tallies, "causes")).toEqual({ '["class"]': sumOf(tallies, "requests") })
      expect(sumOf(tallies, "verdicts")).toBe(1n)
      await opened.close()
    })

    test("gets those of calls that it deleted from its hours", async () => {
      const [whole, cut] = [await newAddress(), await newAddress()]
      for (const one of [whole, cut]) await makeOldLedger(one, 6)
      const raw = openRaw(cut)
      await raw.run(
        `DELETE FROM calls WHERE status = 'settled' AND started_at < ${noon.getTime() - 240_000_000}`,
      )
      await raw.close()
      const [all, rest] = await Promise.all([openLedger(whole), openLedger(cut)])
      const [expected, found] = [await all.tallies(), await rest.tallies()]
      expect((await rest.calls({})).length).toBeLessThan((await all.calls({})).length)
      for (const name of ["requests", "cost", "tokens", "duration", "duration-ms"] as const)
        expect({ name, found: tallied(found, name) }).toEqual({ name, found: tallied(expected, name) })
      expect(sumOf(found, "saved") - sumOf(found, "extra")).toBe(
        sumOf(expected, "saved") - sumOf(expected, "extra"),
      )
      await all.close()
      await rest.close()
    })
  })
})
