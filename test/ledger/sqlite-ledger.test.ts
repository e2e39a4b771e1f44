// One ledger file through its life: what is held, settled, recorded, read back, and refused.
import { Database } from "bun:sqlite"
import { afterEach, beforeEach, expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  type Bound,
  type Ledger,
  type Limit,
  openLedger,
  type Rehold,
  sharedLedger,
} from "../../ledger/index.ts"
import type { Owner } from "../../ledger/processes.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

let folder = ""
let file = ""
let ledger: Ledger

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ralex-ledger-"))
  file = join(folder, "data", "ledger.db")
  ledger = await openLedger(`sqlite:${file}`)
})

afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

const daily = (limitNano: bigint) => [{ scope: "daily" as const, limitNano }]
/** 100 nano-dollars of input and one for each output token. */
const bound: Bound = {
  inputNano: 100n,
  outputNanoPerMillion: 1_000_000n,
  maxOutputTokens: 50,
  minOutputTokens: 20,
}

test("a call that was held and settled reads back as it was written", async () => {
  const start = callStart()
  await ledger.hold(start, bound, daily(1_000n))
  await ledger.settle(start.id, settlement(77n))
  const { model: modelUsed, ...settled } = settlement(77n)
  expect(await ledger.calls({})).toEqual([
    {
      ...start,
      ...settled,
      modelUsed,
      timeToFirstTokenMs: 13,
      durationMs: 340,
      heldNano: 150n,
      settledAt: expect.any(Date),
      sequence: 2,
    },
  ])
})

test("all of a bound is held when it fits", async () => {
  expect(await ledger.hold(callStart(), bound, daily(150n))).toMatchObject({
    kind: "held",
    heldNano: 150n,
    maxOutputTokens: 50,
  })
})

test.each([
  [149n, 49],
  [120n, 20],
])("with %p nano-dollars left the output is lowered to %p tokens", async (limitNano, maxOutputTokens) => {
  expect(await ledger.hold(callStart(), bound, daily(limitNano))).toMatchObject({
    kind: "held",
    heldNano: limitNano,
    maxOutputTokens,
  })
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
  await ledger.hold(callStart(), fixedBound(90n), [{ scope: "call", limitNano: 100n }])
  const second = await ledger.hold(callStart(), fixedBound(90n), [{ scope: "call", limitNano: 100n }])
  expect(second.kind).toBe("held")
  const third = await ledger.hold(callStart(), fixedBound(101n), [{ scope: "call", limitNano: 100n }])
  expect(third).toMatchObject({ kind: "over-budget", scope: "call", spentNano: 0n })
})

test("a session's limit counts its subagents and no other session", async () => {
  const limits = [{ scope: "session" as const, limitNano: 100n }]
  await ledger.hold(callStart({ session: "child", rootSession: "root" }), fixedBound(60n), limits)
  await ledger.hold(callStart({ session: "other", rootSession: "other" }), fixedBound(60n), limits)
  const outcome = await ledger.hold(
    callStart({ session: "root", rootSession: "root" }),
    fixedBound(60n),
    limits,
  )
  expect(outcome).toMatchObject({ kind: "over-budget", scope: "session", spentNano: 60n })
})

test("a call counts in the windows that it started in, and in no other", async () => {
  await ledger.hold(callStart({ startedAt: noon }), fixedBound(10n), [])
  const counted = async (scope: "daily" | "weekly" | "monthly", at: string) =>
    (await ledger.spent({ scope, at: new Date(at) })).countedNano
  expect(await counted("daily", "2026-11-19T00:00:00Z")).toBe(10n)
  expect(await counted("daily", "2026-11-20T00:00:00Z")).toBe(0n)
  expect(await counted("daily", "2026-11-18T23:59:59Z")).toBe(0n)
  expect(await counted("weekly", "2026-11-22T23:59:59Z")).toBe(10n)
  expect(await counted("weekly", "2026-11-23T00:00:00Z")).toBe(0n)
  expect(await counted("monthly", "2026-11-30T23:59:59Z")).toBe(10n)
  expect(await counted("monthly", "2026-12-01T00:00:00Z")).toBe(0n)
})

test("what costs nothing always fits, also when all is spent", async () => {
  await ledger.hold(callStart(), fixedBound(1_000n), daily(1_000n))
  const free = { inputNano: 0n, outputNanoPerMillion: 0n, maxOutputTokens: 8_000, minOutputTokens: 1_024 }
  expect(
    await ledger.hold(callStart(), free, [...daily(10n), { scope: "call", limitNano: 0n }]),
  ).toMatchObject({
    kind: "held",
    heldNano: 0n,
    maxOutputTokens: 8_000,
  })
})

test("a limit of zero stops every call that costs something", async () => {
  expect(await ledger.hold(callStart(), fixedBound(1n), daily(0n))).toMatchObject({ kind: "over-budget" })
})

test.each([
  ["settled", 40n, 40n, 0n],
  ["estimated", 40n, 150n, 150n],
  ["unreconciled", 0n, 150n, 150n],
  ["estimated", 400n, 400n, 400n],
] as const)(
  "a call of 150 held that is %s at %p counts %p",
  async (status, cost, countedNano, pendingNano) => {
    const start = callStart()
    await ledger.hold(start, bound, [])
    await ledger.settle(start.id, settlement(cost, { status }))
    expect(await ledger.spent({ scope: "daily", at: noon })).toEqual({ countedNano, pendingNano })
  },
)

test("a settled call stays as it is, whatever comes after", async () => {
  const start = callStart()
  await ledger.hold(start, bound, [])
  await ledger.settle(start.id, settlement(40n))
  const before = await ledger.calls({})
  await ledger.settle(start.id, settlement(40n))
  await ledger.settle(start.id, settlement(99n, { status: "estimated" }))
  await ledger.noteGeneration(start.id, "gen-other")
  expect(await ledger.calls({})).toEqual(before)
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

test("settling or moving a call that was never held is refused", async () => {
  await expect(ledger.settle("nobody", settlement(1n))).rejects.toThrow("The ledger has no call nobody")
  await expect(ledger.rehold("nobody", moveTo("a/b", bound))).rejects.toThrow("The ledger has no call nobody")
})

test("the same call can not be held twice", async () => {
  const start = callStart()
  await ledger.hold(start, fixedBound(5n), [])
  await expect(ledger.hold(start, fixedBound(5n), [])).rejects.toThrow("can not be used")
  expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(5n)
})

test("a move to another model does not count the call's own hold", async () => {
  const start = callStart()
  await ledger.hold(start, fixedBound(80n), daily(100n))
  expect(
    await ledger.rehold(start.id, moveTo("anthropic/claude-opus-5.5", fixedBound(95n), daily(100n))),
  ).toMatchObject({
    kind: "held",
    heldNano: 95n,
  })
  expect((await ledger.calls({}))[0]).toMatchObject({ model: "anthropic/claude-opus-5.5", heldNano: 95n })
})

test("a move that does not fit leaves the old hold and model", async () => {
  const start = callStart()
  await ledger.hold(callStart(), fixedBound(10n), [])
  await ledger.hold(start, fixedBound(80n), daily(100n))
  const outcome = await ledger.rehold(
    start.id,
    moveTo("anthropic/claude-opus-5.5", fixedBound(95n), daily(100n)),
  )
  expect(outcome).toMatchObject({ kind: "over-budget", spentNano: 10n })
  expect((await ledger.calls({}))[1]).toMatchObject({ model: start.model, heldNano: 80n })
})

test("money of a call that has ended can not be held again", async () => {
  const start = callStart()
  await ledger.hold(start, fixedBound(80n), [])
  await ledger.settle(start.id, settlement(1n))
  await expect(ledger.rehold(start.id, moveTo(start.model, fixedBound(1n)))).rejects.toThrow("is settled")
})

test("verdicts are kept with their secrets taken out", async () => {
  await ledger.record(
    verdict({ subject: "curl -H 'Authorization: Bearer abcdefgh12345678' x", reason: null }),
  )
  await ledger.record(verdict({ verdict: "allow", rule: null, reason: null, subject: null }))
  const [denied, allowed] = await ledger.verdicts({})
  expect(denied?.subject).toBe("curl -H 'Authorization: [redacted]' x")
  expect(allowed).toEqual({
    ...verdict({ verdict: "allow", rule: null, reason: null, subject: null }),
    sequence: 2,
  })
})

test("a long subject is cut after its secrets were taken out", async () => {
  await ledger.record(verdict({ subject: `${"x".repeat(490)} ghp_${"a1".repeat(20)}` }))
  const [{ subject } = verdict()] = await ledger.verdicts({})
  expect(subject).toHaveLength(500)
  expect(subject).not.toContain("ghp_")
})

test("reading goes by time, by session with its subagents, and by what was written since", async () => {
  const first = callStart({ startedAt: new Date("2026-11-01"), session: "root", rootSession: "root" })
  const second = callStart({ session: "child", rootSession: "root" })
  const third = callStart({ session: "other", rootSession: "other" })
  for (const start of [first, second, third]) await ledger.hold(start, fixedBound(1n), [])
  const ids = async (filter: Parameters<Ledger["calls"]>[0]) =>
    (await ledger.calls(filter)).map(({ id }) => id)
  expect(await ids({ since: noon })).toEqual([second.id, third.id])
  expect(await ids({ session: "root" })).toEqual([first.id, second.id])
  expect(await ids({ session: "child" })).toEqual([second.id])
  expect(await ids({ after: 3 })).toEqual([])
  await ledger.settle(first.id, settlement(1n))
  expect(await ids({ after: 3 })).toEqual([first.id])
})

test("calls and verdicts share one sequence of writes, so that one number follows both", async () => {
  await ledger.hold(callStart(), fixedBound(1n), [])
  await ledger.record(verdict())
  await ledger.hold(callStart(), fixedBound(1n), [])
  expect((await ledger.calls({})).map(({ sequence }) => sequence)).toEqual([1, 3])
  expect((await ledger.verdicts({})).map(({ sequence }) => sequence)).toEqual([2])
})

test("an amount beyond what a double holds exactly comes back as it went in", async () => {
  const huge = 9_007_199_254_740_993n
  await ledger.hold(callStart(), fixedBound(huge), [])
  expect((await ledger.calls({}))[0]?.heldNano).toBe(huge)
})

test("what was written is there when the file is opened again", async () => {
  const start = callStart()
  await ledger.hold(start, bound, [])
  await ledger.close()
  ledger = await openLedger(`sqlite:${file}`)
  expect((await ledger.calls({}))[0]).toMatchObject({ id: start.id, status: "held" })
})

test("a write is on disk before its promise is waited for", async () => {
  void ledger.hold(callStart(), fixedBound(7n), [])
  const other = new Database(file, { readonly: true })
  expect(other.query("SELECT held_nano FROM calls").all()).toEqual([{ held_nano: 7 }])
  other.close()
})

test("nobody else may read the file or the folder that was made for it", () => {
  expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700)
  for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600)
})

function moveTo(model: string, to: Bound, limits: Limit[] = []): Rehold {
  return { model, tier: "premium", bound: to, limits }
}

const dead: Owner = { host: "here", pid: 1, started: "" }

test("what a dead process holds stays counted and becomes unreconciled, here at opening", async () => {
  const path = join(folder, "dead.db")
  const start = callStart()
  const first = await openLedger(`sqlite:${path}`, { processes: { self: dead, isAlive: () => true } })
  await first.hold(start, fixedBound(60n), [])
  await first.close()
  const second = await openLedger(`sqlite:${path}`, {
    processes: { self: { ...dead, pid: 2 }, isAlive: ({ pid }) => pid !== 1 },
  })
  expect(await second.calls({})).toMatchObject([{ id: start.id, status: "unreconciled", heldNano: 60n }])
  expect(await second.spent({ scope: "daily", at: noon })).toEqual({ countedNano: 60n, pendingNano: 60n })
  await second.close()
})

test("what dies while the ledger is open is found when unsettled calls are asked for", async () => {
  const alive = new Set([1, 2])
  const own = await openLedger("sqlite::memory:", {
    processes: { self: dead, isAlive: ({ pid }) => alive.has(pid) },
  })
  const start = callStart()
  await own.hold(start, fixedBound(60n), [])
  expect(await own.unsettled()).toEqual([])
  alive.delete(1)
  expect((await own.unsettled()).map(({ id }) => id)).toEqual([start.id])
  await own.close()
})

test("a ledger of a newer Ralex is refused and left alone", async () => {
  await ledger.close()
  const raw = new Database(file)
  raw.run("PRAGMA user_version = 999")
  raw.close()
  await expect(openLedger(`sqlite:${file}`)).rejects.toThrow("written by a newer Ralex (schema 999")
  ledger = await openLedger("sqlite::memory:")
})

test("a damaged file is set aside, said, and a new one works", async () => {
  const path = join(folder, "damaged.db")
  writeFileSync(path, "this is no database, but it is long enough to look like one".repeat(100))
  const said: string[] = []
  const fresh = await openLedger(`sqlite:${path}`, { notice: (sentence) => said.push(sentence) })
  expect(await fresh.calls({})).toEqual([])
  await fresh.close()
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/is damaged\. It is kept as /)
})

test("a place that can not be written is refused with what to do about it", async () => {
  const path = join(folder, "data", "ledger.db", "below-a-file.db")
  await expect(openLedger(`sqlite:${path}`)).rejects.toThrow(/can not be used .* RALEX_LEDGER/)
})

test.each(["", "sqlite:", "/a/path", "mysql://user:hunter2@host/db"])(
  "the address %p is refused without being said",
  async (address) => {
    await expect(openLedger(address)).rejects.toThrow(/^RALEX_LEDGER must be sqlite: and the path of a file/)
  },
)

test("a file may be named as a URL too", async () => {
  const path = join(folder, "url.db")
  const named = await openLedger(`sqlite://${path}`)
  await named.close()
  expect(existsSync(path)).toBe(true)
})

test("a process shares one open ledger for an address, and tries again after a failure", async () => {
  const slot = { ledgers: new Map<string, unknown>() }
  const address = `sqlite:${join(folder, "shared.db")}`
  const first = await sharedLedger(slot, address)
  expect(await sharedLedger(slot, address)).toBe(first)
  await first.close()
  await expect(sharedLedger(slot, "mysql://x")).rejects.toThrow("RALEX_LEDGER must be")
  await Bun.sleep(0)
  expect(slot.ledgers.has("mysql://x")).toBe(false)
})
