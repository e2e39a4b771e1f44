// Several ledgers open on one store at once, each with its own connection: no limit is crossed, nothing is lost.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

const LEDGERS = 4

eachStore("together", ({ newAddress }) => {
  let ledgers: Ledger[]

  beforeEach(async () => {
    const address = await newAddress()
    ledgers = await Promise.all(Array.from({ length: LEDGERS }, () => openLedger(address)))
  })

  afterEach(() => Promise.all(ledgers.map((ledger) => ledger.close())))

  /** The work `count` times over all ledgers, none waiting for another. */
  const atOnce = <T>(count: number, work: (ledger: Ledger, index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => work(ledgers[index % LEDGERS] as Ledger, index)))
  const any = () => ledgers[0] as Ledger

  test("holds that come at once share a limit to its last hold, and no further", async () => {
    const limits = [
      { scope: "daily" as const, limitNano: 1_050n },
      { scope: "session" as const, limitNano: 1_000n, part: { agent: "build" } },
    ]
    const outcomes = await atOnce(60, (ledger) => ledger.hold(callStart(), fixedBound(50n), limits))
    const held = outcomes.filter(({ kind }) => kind === "held")
    expect(held).toHaveLength(20)
    expect((await any().spent({ scope: "daily", at: noon })).countedNano).toBe(1_000n)
    // Each saw the ones before it, so no two were told the same sum.
    const sums = held.flatMap((outcome) => (outcome.kind === "held" ? outcome.standings : []))
    expect(new Set(sums.map(({ scope, countedNano }) => `${scope} ${countedNano}`)).size).toBe(40)
  })

  test("a cap on calls holds for calls that come at once", async () => {
    const caps = { perTurn: 7, perMinute: null }
    const outcomes = await atOnce(20, (ledger) => ledger.hold(callStart(), fixedBound(1n), [], caps))
    expect(outcomes.filter(({ kind }) => kind === "held")).toHaveLength(7)
  })

  test("what one holds another may move and settle, and every ledger sees it", async () => {
    const start = callStart()
    await ledgers[0]?.hold(start, fixedBound(50n), [])
    await ledgers[1]?.rehold(start.id, { model: "a/b", tier: null, bound: fixedBound(70n), limits: [] })
    await ledgers[2]?.noteGeneration(start.id, "gen-9")
    await ledgers[3]?.settle(start.id, settlement(30n, { generationId: null }))
    for (const ledger of ledgers) {
      expect(await ledger.calls({})).toMatchObject([
        { status: "settled", costNano: 30n, generationId: "gen-9" },
      ])
      expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(30n)
    }
  })

  test("a call that all settle at once is settled once", async () => {
    const start = callStart()
    await any().hold(start, fixedBound(50n), [])
    await atOnce(12, (ledger, index) => ledger.settle(start.id, settlement(BigInt(10 + index))))
    const [call] = await any().calls({})
    expect((await any().spent({ scope: "daily", at: noon })).countedNano).toBe(call?.costNano ?? -1n)
    expect(await any().totals(null)).toMatchObject([{ calls: 1, spentNano: call?.costNano, pendingNano: 0n }])
  })

  test("an alert is claimed by one of all who try at once", async () => {
    const claim = { key: "limit:daily:80", at: noon, level: "warning" as const, text: "80 % of the budget" }
    const claimed = await atOnce(12, (ledger) => ledger.claimAlert(claim))
    expect(claimed.filter((mine) => mine)).toHaveLength(1)
    expect(await any().alerts(noon)).toHaveLength(1)
  })

  test("rows written at once get numbers without gap or double, and leave whole seals", async () => {
    await atOnce(40, async (ledger, index) => {
      if (index % 4 === 0) return ledger.record(verdict())
      const start = callStart({ agent: `agent-${index % 3}`, turn: `turn-${index % 5}` })
      await ledger.hold(start, fixedBound(50n), [])
      if (index % 4 === 1) await ledger.settle(start.id, settlement(20n))
    })
    const rows = [...(await any().calls({})), ...(await any().verdicts({}))]
    expect(new Set(rows.map(({ sequence }) => sequence)).size).toBe(40)
    expect(Math.max(...rows.map(({ sequence }) => sequence))).toBe(50)
    expect(await any().verify(true)).toEqual({ kind: "whole", checked: 40 })
    const day = await any().spent({ scope: "daily", at: noon })
    expect(day).toEqual({ countedNano: 10n * 20n + 20n * 50n, pendingNano: 20n * 50n })
  })

  test("seals are whole at any time that others write, move, lift and prune", async () => {
    let writing = true
    const reports: string[] = []
    const check = async (ledger: Ledger) => {
      while (writing) {
        const report = await ledger.verify(true)
        if (report.kind === "broken") reports.push(report.reason)
        await Bun.sleep(1)
      }
    }
    const checks = Promise.all(ledgers.slice(2).map(check))
    for (let round = 0; round < 15; round++) {
      await atOnce(8, async (ledger) => {
        const start = callStart({ startedAt: new Date() })
        await ledger.hold(start, fixedBound(50n), [])
        await ledger.settle(start.id, settlement(20n))
      })
      const lift = {
        at: noon,
        scope: "daily" as const,
        part: {},
        limitNano: 5n,
        rootSession: null,
        until: null,
      }
      await any().lift({ ...lift, by: "test" })
      if (round % 4 === 3) await ledgers[1]?.prune(new Date())
    }
    writing = false
    await checks
    expect(reports).toEqual([])
    expect(await any().verify(true)).toMatchObject({ kind: "whole" })
  })
})
