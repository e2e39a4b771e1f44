// The ledger's database goes away and comes back: what may be spent meanwhile, and that nothing is lost or doubled.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Ledger, Limit } from "../../ledger/index.ts"
import { LedgerUnreachable } from "../../ledger/ledger-unreachable.ts"
import { type OutageLedger, openOutageLedger } from "../../ledger/outage/outage-ledger.ts"
import { outboxPath } from "../../ledger/outage/outbox.ts"
import { type LossyDatabase, lossyDatabase, onlyMe } from "./lossy-database.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

let folder = ""
let path = ""
let now = 0
let database: LossyDatabase
let opened: Ledger[] = []
let said: string[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ralex-outage-"))
  path = join(folder, "outage.db")
  now = 1_000_000
  said = []
  database = await lossyDatabase()
})

afterEach(async () => {
  database.away = false
  for (const ledger of opened) await ledger.close()
  opened = []
  await database.close()
  rmSync(folder, { recursive: true })
})

async function open(): Promise<OutageLedger> {
  const outage = await openOutageLedger({
    open: database.open,
    path,
    self: onlyMe.self,
    notice: () => {},
    now: () => now,
  })
  opened.push(outage({ allowanceNano: 0n, notice: () => {} }))
  return outage
}

async function openWith(allowanceNano: bigint): Promise<Ledger> {
  return (await open())({ allowanceNano, notice: (text) => said.push(text) })
}

/** Time for another try goes by, and somebody asks. */
async function comeBack(ledger: Ledger): Promise<void> {
  database.away = false
  now += 60_000
  await ledger.spent({ scope: "daily", at: noon })
}

const daily: Limit[] = [{ scope: "daily", limitNano: 1_000n }]
const spentToday = async () => (await database.ledger.spent({ scope: "daily", at: noon })).countedNano
const row = async (id: string) => (await database.ledger.calls({})).find((call) => call.id === id)

test("without an allowance no call is made that a limit holds for, and the reason is said", async () => {
  const ledger = await openWith(0n)
  database.away = true
  const held = ledger.hold(callStart(), fixedBound(1n), daily)
  await expect(held).rejects.toThrow("does not answer")
  await held.catch((error) => expect(LedgerUnreachable.isInstance(error)).toBe(true))
  await comeBack(ledger)
  expect(await database.ledger.calls({})).toEqual([])
})

test("without an allowance go on: what costs nothing, and what no limit holds for", async () => {
  const ledger = await openWith(0n)
  database.away = true
  const free = callStart({ id: "free" })
  const unlimited = callStart({ id: "unlimited" })
  const ofOthers: Limit[] = [{ scope: "daily", limitNano: 0n, part: { agent: "another" } }]
  expect(await ledger.hold(free, fixedBound(0n), daily)).toMatchObject({ kind: "held", heldNano: 0n })
  expect(await ledger.hold(unlimited, fixedBound(70n), ofOthers)).toMatchObject({
    kind: "held",
    heldNano: 70n,
  })
  await ledger.settle("unlimited", settlement(60n))
  await comeBack(ledger)
  expect(await row("free")).toMatchObject({ status: "held", heldNano: 0n })
  expect(await row("unlimited")).toMatchObject({ status: "settled", costNano: 60n })
  expect(await spentToday()).toBe(60n)
})

test("the allowance is spent and not more, whatever the limits were; then the ledger has every call of it", async () => {
  const ledger = await openWith(100n)
  await ledger.hold(callStart({ id: "before" }), fixedBound(990n), daily)
  database.away = true
  expect(await ledger.hold(callStart({ id: "a" }), fixedBound(60n), daily)).toEqual({
    kind: "held",
    heldNano: 60n,
    maxOutputTokens: 1,
    standings: [],
  })
  expect(await ledger.hold(callStart({ id: "b" }), fixedBound(41n), daily)).toMatchObject({
    kind: "over-budget",
    allowance: true,
    limitNano: 100n,
    spentNano: 60n,
    neededNano: 41n,
  })
  await ledger.settle("a", settlement(50n))
  expect(await ledger.hold(callStart({ id: "c" }), fixedBound(50n), daily)).toMatchObject({ kind: "held" })
  await ledger.settle("before", settlement(900n))
  expect(said[0]).toContain("does not answer")

  await comeBack(ledger)
  expect(await row("a")).toMatchObject({ status: "settled", costNano: 50n, cause: "class", startedAt: noon })
  expect(await row("b")).toBeUndefined()
  expect(await row("c")).toMatchObject({ status: "held", heldNano: 50n })
  expect(await row("before")).toMatchObject({ status: "settled", costNano: 900n })
  expect(await spentToday()).toBe(1_000n)
  expect(await database.ledger.verify(true)).toMatchObject({ kind: "whole" })
  // It counts against the limits now, and not against the allowance.
  expect(await ledger.hold(callStart(), fixedBound(1n), daily)).toMatchObject({
    kind: "over-budget",
    scope: "daily",
  })
  await ledger.settle("c", settlement(40n))
  expect(await row("c")).toMatchObject({ status: "settled", costNano: 40n })
})

test("output is lowered to what the allowance affords, and limits on one call hold as ever", async () => {
  const ledger = await openWith(100n)
  database.away = true
  const bound = {
    inputNano: 10n,
    outputNanoPerMillion: 1_000_000n,
    maxOutputTokens: 500,
    minOutputTokens: 20,
  }
  const perCall: Limit[] = [...daily, { scope: "call", limitNano: 40n }]
  expect(await ledger.hold(callStart(), bound, perCall)).toMatchObject({ heldNano: 40n, maxOutputTokens: 30 })
  expect(await ledger.hold(callStart(), bound, daily)).toMatchObject({ heldNano: 60n, maxOutputTokens: 50 })
  const little: Limit[] = [{ scope: "call", limitNano: 5n }]
  expect(await ledger.hold(callStart(), bound, little)).toMatchObject({ kind: "over-budget", scope: "call" })
})

test("calls are capped by turn and minute", async () => {
  const ledger = await openWith(100n)
  database.away = true
  const hold = (seconds: number, turn = "turn") =>
    ledger.hold(
      callStart({ startedAt: new Date(noon.getTime() + seconds * 1_000), turn }),
      fixedBound(1n),
      daily,
      { perTurn: 3, perMinute: 2 },
    )
  expect(await hold(0)).toMatchObject({ kind: "held" })
  expect(await hold(1)).toMatchObject({ kind: "held" })
  expect(await hold(2)).toEqual({ kind: "too-many-calls", per: "minute", cap: 2 })
  expect(await hold(2, "another turn")).toMatchObject({ kind: "held" })
  expect(await hold(90)).toMatchObject({ kind: "held" })
  expect(await hold(180)).toEqual({ kind: "too-many-calls", per: "turn", cap: 3 })
})

test("a ledger that is away when it is opened comes later", async () => {
  database.away = true
  const ledger = await openWith(100n)
  expect(await ledger.hold(callStart({ id: "early" }), fixedBound(10n), daily)).toMatchObject({
    kind: "held",
  })
  await comeBack(ledger)
  expect(await row("early")).toMatchObject({ status: "held", heldNano: 10n })
})

test("a ledger that says no, rather than nothing, is not gone round", async () => {
  const outage = openOutageLedger({
    open: async () => {
      throw new Error("no rights")
    },
    path,
    self: onlyMe.self,
    notice: () => {},
    now: () => now,
  })
  await expect(outage).rejects.toThrow("no rights")
  expect(existsSync(path)).toBe(false)
})

test("once it is away nobody waits for it: it is asked again now and then, and reads are refused", async () => {
  const ledger = await openWith(100n)
  database.away = true
  await expect(ledger.spent({ scope: "daily", at: noon })).rejects.toThrow("does not answer")
  await expect(ledger.calls({})).rejects.toThrow("does not answer")
  const asked = database.asked
  for (let count = 0; count < 20; count++) await ledger.hold(callStart(), fixedBound(1n), daily)
  expect(database.asked).toBe(asked)
  now += 60_000
  await ledger.hold(callStart(), fixedBound(1n), daily)
  expect(database.asked).toBe(asked + 1)
})

test("a connection that broke in a hold is no outage: the call is held once, with the answer that was lost", async () => {
  const ledger = await openWith(0n)
  for (const broken of ["before", "after"] as const) {
    database.breakNext = broken
    expect(await ledger.hold(callStart({ id: broken }), fixedBound(10n), daily)).toMatchObject({
      kind: "held",
      heldNano: 10n,
      standings: [{ scope: "daily" }],
    })
  }
  expect(await spentToday()).toBe(20n)
  expect(existsSync(path)).toBe(false)
})

test("a call that was refused because its answer was lost costs nothing once that shows", async () => {
  const ledger = await openWith(0n)
  database.breakNext = "for-good"
  const held = ledger.hold(callStart({ id: "lost" }), fixedBound(10n), daily)
  await expect(held).rejects.toThrow("does not answer")
  expect(await spentToday()).toBe(10n)
  await comeBack(ledger)
  expect(await row("lost")).toMatchObject({ status: "settled", outcome: "not-made", costNano: 0n })
  expect(await spentToday()).toBe(0n)
})

test("a call that is made out of the allowance, though its hold was written after all, is one call", async () => {
  const ledger = await openWith(100n)
  database.breakNext = "for-good"
  const held = await ledger.hold(callStart({ id: "both" }), fixedBound(80n), daily)
  expect(held).toMatchObject({ kind: "held", heldNano: 80n })
  await ledger.settle("both", settlement(30n))
  await comeBack(ledger)
  expect(await database.ledger.calls({})).toMatchObject([{ id: "both", status: "settled", costNano: 30n }])
  expect(await spentToday()).toBe(30n)
})

test("a hold moves to a dearer model meanwhile, out of the allowance, wherever it was held first", async () => {
  const ledger = await openWith(100n)
  await ledger.hold(callStart({ id: "there" }), fixedBound(10n), daily)
  database.away = true
  await ledger.hold(callStart({ id: "here" }), fixedBound(10n), daily)
  const to = (nano: bigint) => ({
    model: "dear",
    tier: "smart" as const,
    bound: fixedBound(nano),
    limits: daily,
  })
  expect(await ledger.rehold("there", to(60n))).toMatchObject({ kind: "held", heldNano: 60n })
  expect(await ledger.rehold("here", to(41n))).toMatchObject({ kind: "over-budget", allowance: true })
  expect(await ledger.rehold("here", to(40n))).toMatchObject({ kind: "held", heldNano: 40n })
  await ledger.settle("here", settlement(35n))
  await comeBack(ledger)
  expect(await row("there")).toMatchObject({ status: "held", heldNano: 60n, model: "dear", tier: "smart" })
  expect(await row("here")).toMatchObject({ status: "settled", heldNano: 40n, costNano: 35n, model: "dear" })
})

test("what is said of calls of the ledger is kept for it, by whichever process", async () => {
  const ledger = await openWith(0n)
  for (const id of ["settled", "estimated", "noted"])
    await ledger.hold(callStart({ id }), fixedBound(50n), daily)
  await ledger.settle("estimated", settlement(20n, { status: "estimated" }))
  database.away = true
  await ledger.settle("settled", settlement(40n))
  await ledger.lowerHold("estimated", 30n)
  await ledger.noteGeneration("noted", "gen-7")
  await ledger.settle("nobody knows", settlement(1n))
  database.away = false
  // Another process of the machine begins.
  await open()
  expect(await row("settled")).toMatchObject({ status: "settled", costNano: 40n })
  expect(await row("estimated")).toMatchObject({ status: "estimated", heldNano: 30n, costNano: 20n })
  expect(await row("noted")).toMatchObject({ status: "held", generationId: "gen-7" })
  expect(await row("nobody knows")).toBeUndefined()
})

test("what is said of a call comes after what of it is kept, though the ledger answers again", async () => {
  const ledger = await openWith(0n)
  await ledger.hold(callStart({ id: "noted" }), fixedBound(50n), daily)
  database.delay = 100
  const first = ledger.noteGeneration("noted", "gen-1")
  // Meanwhile another answer is lost, and the connection is a new one.
  database.delay = 0
  database.breakNext = "before"
  await ledger.record(verdict())
  await ledger.spent({ scope: "daily", at: noon })
  database.delay = 50
  database.breakNext = "before"
  await first
  // The first one is kept, and its merging takes longer than to write the second one at once.
  await Bun.sleep(10)
  database.delay = 0
  await ledger.noteGeneration("noted", "gen-2")
  await Bun.sleep(60)
  await comeBack(ledger)
  expect(await row("noted")).toMatchObject({ generationId: "gen-2" })
})

test("verdicts are kept without secrets, and written once though an answer was lost", async () => {
  const ledger = await openWith(0n)
  const secret = "curl -u me:hunter22 https://example.com"
  await ledger.record(verdict({ subject: "one" }))
  database.breakNext = "after"
  await ledger.record(verdict({ subject: secret }))
  database.away = true
  await ledger.record(verdict({ subject: "three" }))
  await ledger.record(verdict({ subject: "three" }))
  const kept = await Bun.file(path).text()
  const journal = await Bun.file(`${path}-wal`).text()
  expect(kept + journal).not.toContain("hunter22")
  await comeBack(ledger)
  const subjects = (await database.ledger.verdicts({})).map(({ subject }) => subject)
  expect(subjects).toEqual(["one", "curl -u [redacted] https://example.com", "three", "three"])
})

test("only its owner reads what is kept", async () => {
  const ledger = await openWith(0n)
  database.away = true
  await ledger.record(verdict())
  await ledger.record(verdict())
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test("the file is one for each database, whatever the password, which is not in its name", () => {
  const first = outboxPath("/data", "postgres://me:one@host/db")
  expect(outboxPath("/data", "postgres://me:two@host/db")).toBe(first)
  expect(outboxPath("/data", "postgres://me@host/db?password=two")).toBe(first)
  expect(outboxPath("/data", "postgres://me:one@host/other")).not.toBe(first)
  expect(first).toMatch(/^\/data\/outage-[0-9a-f]{16}\.db$/)
})

test("what became of a call is kept behind its verdict; a leave is neither offered, granted nor used meanwhile", async () => {
  const ledger = await openWith(0n)
  await ledger.record(verdict({ verdict: "allow", call: "before" }))
  database.away = true
  await ledger.record(verdict({ verdict: "allow", call: "meanwhile" }))
  await ledger.noteOutcomes([
    { session: "session", call: "before", outcome: "failed" },
    { session: "session", call: "meanwhile", outcome: "ran", exitCode: 2 },
  ])
  const code = { at: noon, rootSession: "root", code: "x", until: noon }
  await expect(ledger.grantPermit(code)).rejects.toThrow("does not answer")
  await expect(ledger.takePermit({ at: noon, rootSession: "root", action: "x" })).rejects.toThrow(
    "does not answer",
  )
  await comeBack(ledger)
  const rows = await database.ledger.verdicts({})
  expect(rows.map(({ call, outcome, exitCode }) => [call, outcome, exitCode])).toEqual([
    ["before", "failed", undefined],
    ["meanwhile", "ran", 2],
  ])
})
