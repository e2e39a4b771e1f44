// Holding, moving and settling the money of calls, the same on every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Bound, type Ledger, type Limit, openLedger, type Rehold } from "../../ledger/index.ts"
import type { Owner } from "../../ledger/processes.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const daily = (limitNano: bigint) => [{ scope: "daily" as const, limitNano }]

/** 100 nano-dollars of input and one for each output token. */
const bound: Bound = {
  inputNano: 100n,
  outputNanoPerMillion: 1_000_000n,
  maxOutputTokens: 50,
  minOutputTokens: 20,
}

function moveTo(model: string, to: Bound, limits: Limit[] = []): Rehold {
  return { model, tier: "premium", bound: to, limits }
}

const owner = (pid: number): Owner => ({ host: "here", pid, started: "" })

eachStore("holds", ({ newAddress }) => {
  let ledger: Ledger
  let address = ""

  beforeEach(async () => {
    address = await newAddress()
    ledger = await openLedger(address)
  })

  afterEach(() => ledger.close())

  test("a call that was held and settled reads back as it was written", async () => {
    const start = callStart()
    await ledger.hold(start, bound, daily(1_000n))
    const written = settlement(77n, { overheadMs: 4.4 })
    await ledger.settle(start.id, written)
    const { model: modelUsed, ...settled } = written
    expect(await ledger.calls({})).toEqual([
      {
        ...start,
        ...settled,
        modelUsed,
        timeToFirstTokenMs: 13,
        durationMs: 340,
        overheadMs: 4,
        heldNano: 150n,
        settledAt: expect.any(Date),
        sequence: 2,
      },
    ])
  })

  test("all of a bound is held when it fits, and the limits come back with it in", async () => {
    expect(await ledger.hold(callStart(), bound, daily(150n))).toEqual({
      kind: "held",
      heldNano: 150n,
      maxOutputTokens: 50,
      standings: [{ scope: "daily", limitNano: 150n, countedNano: 150n, pendingNano: 150n }],
    })
  })

  test.each([
    [149n, 49],
    [120n, 20],
  ])("with %p nano-dollars left the output is lowered to %p tokens", async (limitNano, maxOutputTokens) => {
    const outcome = await ledger.hold(callStart(), bound, daily(limitNano))
    expect(outcome).toMatchObject({ kind: "held", heldNano: limitNano, maxOutputTokens })
  })

  test("less than the least useful output is refused, and nothing is written", async () => {
    expect(await ledger.hold(callStart(), bound, daily(119n))).toEqual({
      kind: "over-budget",
      scope: "daily",
      limitNano: 119n,
      spentNano: 0n,
      neededNano: 120n,
    })
    expect(await ledger.calls({})).toEqual([])
    expect(await ledger.totals(null)).toEqual([])
  })

  test("the tightest of several limits decides and is named", async () => {
    await ledger.hold(callStart({ rootSession: "other" }), fixedBound(500n), [])
    const outcome = await ledger.hold(callStart(), bound, [
      { scope: "call", limitNano: 400n },
      { scope: "session", limitNano: 300n },
      { scope: "daily", limitNano: 550n },
      { scope: "monthly", limitNano: 10_000n },
    ])
    expect(outcome).toMatchObject({ kind: "over-budget", scope: "daily", spentNano: 500n })
  })

  test("a limit on one call looks at that call alone", async () => {
    const limits = [{ scope: "call" as const, limitNano: 100n }]
    expect((await ledger.hold(callStart(), fixedBound(90n), limits)).kind).toBe("held")
    expect((await ledger.hold(callStart(), fixedBound(90n), limits)).kind).toBe("held")
    const third = await ledger.hold(callStart(), fixedBound(101n), limits)
    expect(third).toMatchObject({ kind: "over-budget", scope: "call", spentNano: 0n })
  })

  test("what costs nothing always fits, also when all is spent", async () => {
    await ledger.hold(callStart(), fixedBound(1_000n), daily(1_000n))
    const free = { inputNano: 0n, outputNanoPerMillion: 0n, maxOutputTokens: 8_000, minOutputTokens: 1_024 }
    const limits = [...daily(10n), { scope: "call" as const, limitNano: 0n }]
    const outcome = await ledger.hold(callStart(), free, limits)
    expect(outcome).toMatchObject({ kind: "held", heldNano: 0n, maxOutputTokens: 8_000 })
  })

  test("a limit of zero stops every call that costs something", async () => {
    expect(await ledger.hold(callStart(), fixedBound(1n), daily(0n))).toMatchObject({ kind: "over-budget" })
  })

  test.each([
    ["settled", 40n, 40n, 0n],
    ["estimated", 40n, 150n, 150n],
    ["unreconciled", 0n, 150n, 150n],
    ["estimated", 400n, 150n, 150n], // no estimate is above a proven bound
  ] as const)(
    "a call of 150 held that is %s at %p counts %p",
    async (status, cost, countedNano, pendingNano) => {
      const start = callStart()
      await ledger.hold(start, bound, [])
      await ledger.settle(start.id, settlement(cost, { status }))
      expect(await ledger.spent({ scope: "daily", at: noon })).toEqual({ countedNano, pendingNano })
    },
  )

  test("a settled call stays as it is, whatever comes after, and counts once", async () => {
    const start = callStart()
    await ledger.hold(start, bound, [])
    await ledger.settle(start.id, settlement(40n))
    const [rows, totals] = [await ledger.calls({}), await ledger.totals(null)]
    await ledger.settle(start.id, settlement(40n))
    await ledger.settle(start.id, settlement(99n, { status: "estimated" }))
    await ledger.noteGeneration(start.id, "gen-other")
    await ledger.lowerHold(start.id, 1n)
    expect(await ledger.calls({})).toEqual(rows)
    expect(await ledger.totals(null)).toEqual(totals)
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(40n)
  })

  test("the same estimate twice counts once", async () => {
    const start = callStart()
    await ledger.hold(start, bound, [])
    for (const _ of [1, 2]) await ledger.settle(start.id, settlement(90n, { status: "estimated" }))
    expect(await ledger.spent({ scope: "daily", at: noon })).toEqual({ countedNano: 150n, pendingNano: 150n })
    expect(await ledger.totals(null)).toMatchObject([{ calls: 1, spentNano: 90n, estimatedNano: 90n }])
  })

  test("an estimate goes on to the real cost", async () => {
    const start = callStart()
    await ledger.hold(start, bound, [])
    await ledger.settle(start.id, settlement(90n, { status: "estimated", outcome: "aborted" }))
    expect((await ledger.unsettled()).map(({ id }) => id)).toEqual([start.id])
    await ledger.settle(start.id, settlement(40n))
    expect(await ledger.unsettled()).toEqual([])
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(40n)
  })

  test("a generation's id is kept as soon as it is noted, and not lost by a settlement without one", async () => {
    const start = callStart()
    await ledger.hold(start, bound, [])
    await ledger.noteGeneration(start.id, "gen-7")
    expect((await ledger.calls({}))[0]).toMatchObject({ status: "held", generationId: "gen-7" })
    await ledger.settle(start.id, settlement(90n, { status: "estimated", generationId: null }))
    expect((await ledger.calls({}))[0]).toMatchObject({ status: "estimated", generationId: "gen-7" })
  })

  test("settling, noting, lowering or moving a call that was never held is refused", async () => {
    const refusal = "The ledger has no call nobody"
    await expect(ledger.settle("nobody", settlement(1n))).rejects.toThrow(refusal)
    await expect(ledger.noteGeneration("nobody", "gen")).rejects.toThrow(refusal)
    await expect(ledger.lowerHold("nobody", 1n)).rejects.toThrow(refusal)
    await expect(ledger.rehold("nobody", moveTo("a/b", bound))).rejects.toThrow(refusal)
  })

  test("the same call can not be held twice", async () => {
    const start = callStart()
    await ledger.hold(start, fixedBound(5n), [])
    await expect(ledger.hold(start, fixedBound(5n), [])).rejects.toThrow("can not be used")
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(5n)
    expect(await ledger.totals(null)).toMatchObject([{ calls: 1, pendingNano: 5n }])
  })

  test("a hold that was moved forgets the generation of the failed try, so that it is not settled by its bill", async () => {
    const start = callStart()
    await ledger.hold(start, bound, daily(1_000n))
    await ledger.noteGeneration(start.id, "gen-failed")
    await ledger.rehold(start.id, moveTo("a/b", bound))
    await ledger.settle(start.id, settlement(0n, { status: "unreconciled", generationId: null }))
    expect(await ledger.unsettled()).toMatchObject([{ id: start.id, model: "a/b", generationId: null }])
  })

  test("a move to another model does not count the call's own hold", async () => {
    const start = callStart()
    await ledger.hold(start, fixedBound(80n), daily(100n))
    const dear = moveTo("anthropic/claude-opus-5.5", fixedBound(95n), daily(100n))
    expect(await ledger.rehold(start.id, dear)).toEqual({
      kind: "held",
      heldNano: 95n,
      maxOutputTokens: 1,
      standings: [{ scope: "daily", limitNano: 100n, countedNano: 95n, pendingNano: 95n }],
    })
    expect(await ledger.calls({})).toMatchObject([
      { model: "anthropic/claude-opus-5.5", tier: "premium", heldNano: 95n },
    ])
  })

  test("a move that does not fit leaves the old hold, model and tier", async () => {
    const start = callStart()
    await ledger.hold(callStart(), fixedBound(10n), [])
    await ledger.hold(start, fixedBound(80n), daily(100n))
    const outcome = await ledger.rehold(start.id, moveTo("a/dear", fixedBound(95n), daily(100n)))
    expect(outcome).toMatchObject({ kind: "over-budget", spentNano: 10n })
    const { model, tier } = start
    expect((await ledger.calls({}))[1]).toMatchObject({ model, tier, heldNano: 80n })
  })

  test("money of a call that has ended can not be held again", async () => {
    const start = callStart()
    await ledger.hold(start, fixedBound(80n), [])
    await ledger.settle(start.id, settlement(1n))
    await expect(ledger.rehold(start.id, moveTo(start.model, fixedBound(1n)))).rejects.toThrow("is settled")
  })

  test("what an unknown cost counts as can be lowered, never raised, and not while the call runs", async () => {
    const start = callStart()
    const counted = async () => (await ledger.spent({ scope: "daily", at: noon })).countedNano
    await ledger.hold(start, fixedBound(100n), [])
    await ledger.lowerHold(start.id, 60n)
    expect(await counted()).toBe(100n)
    await ledger.settle(start.id, settlement(90n, { status: "unreconciled" }))
    await ledger.lowerHold(start.id, 60n)
    expect(await counted()).toBe(60n)
    await ledger.lowerHold(start.id, 80n)
    expect(await counted()).toBe(60n)
    expect(await ledger.totals(null)).toMatchObject([{ pendingNano: 60n }])
    await ledger.settle(start.id, settlement(70n))
    expect(await counted()).toBe(70n)
  })

  test("an amount beyond what a double holds exactly comes back as it went in", async () => {
    const huge = 9_007_199_254_740_993n
    await ledger.hold(callStart(), fixedBound(huge), [])
    expect((await ledger.calls({}))[0]?.heldNano).toBe(huge)
    expect((await ledger.spent({ scope: "monthly", at: noon })).countedNano).toBe(huge)
    expect(await ledger.totals(null)).toMatchObject([{ pendingNano: huge }])
  })

  test("what was written is there when the ledger is opened again", async () => {
    const start = callStart()
    await ledger.hold(start, bound, daily(200n))
    await ledger.close()
    ledger = await openLedger(address)
    expect(await ledger.calls({})).toMatchObject([{ id: start.id, status: "held" }])
    expect(await ledger.hold(callStart(), bound, daily(200n))).toMatchObject({ spentNano: 150n })
  })

  test("what a dead process holds stays counted and becomes unreconciled when the ledger is opened", async () => {
    const start = callStart()
    const first = await openLedger(address, { processes: { self: owner(1), isAlive: () => true } })
    await first.hold(start, fixedBound(60n), [])
    await first.close()
    const processes = { self: owner(2), isAlive: ({ pid }: Owner) => pid !== 1 }
    const second = await openLedger(address, { processes })
    expect(await second.calls({})).toMatchObject([{ id: start.id, status: "unreconciled", heldNano: 60n }])
    expect(await second.spent({ scope: "daily", at: noon })).toEqual({ countedNano: 60n, pendingNano: 60n })
    await second.close()
  })

  test("one that was wrongly taken for dead goes on: it may move its money and settle", async () => {
    const alive = new Set([1, 2])
    const isAlive = ({ pid }: Owner) => alive.has(pid)
    const own = await openLedger(address, { processes: { self: owner(1), isAlive } })
    const start = callStart()
    await own.hold(start, fixedBound(60n), [])
    expect(await own.unsettled()).toEqual([])
    alive.delete(1)
    expect((await own.unsettled()).map(({ id }) => id)).toEqual([start.id])
    expect(await own.rehold(start.id, moveTo("a/b", fixedBound(70n)))).toMatchObject({ kind: "held" })
    expect(await own.calls({})).toMatchObject([{ status: "held", heldNano: 70n }])
    await own.settle(start.id, settlement(5n))
    expect(await own.spent({ scope: "daily", at: noon })).toEqual({ countedNano: 5n, pendingNano: 0n })
    await own.close()
  })
})
