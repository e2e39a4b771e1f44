// A machine whose clock is not the ledger's: bounds, alerts and lifts go by the ledger's, as sums do.
import { expect, test } from "bun:test"
import { dueAlerts } from "../../ledger/index.ts"
import { systemProcesses } from "../../ledger/processes.ts"
import { reconcile } from "../../ledger/reconcile.ts"
import { openSqliteStore } from "../../ledger/store/sqlite-store.ts"
import type { Store, Work } from "../../ledger/store/store.ts"
import { storeLedger } from "../../ledger/store-ledger.ts"
import { windowOf } from "../../ledger/windows.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const USD = 1_000_000_000n
const HOUR_MS = 3_600_000

/** Over a store whose clock is so much ahead of the machine's. */
function ledgerAhead(skewMs: number) {
  const store = openSqliteStore(":memory:", () => {})
  const skewed: Store = {
    ...store,
    read: <T>(work: (skewMs: number) => Work<T>) => store.read(() => work(skewMs)),
    write: <T>(work: (skewMs: number) => Work<T>) => store.write(() => work(skewMs)),
  }
  const key = { key: "", from: 0 } as never
  return storeLedger({
    store: skewed,
    processes: systemProcesses(),
    seals: { key, head: undefined, note: undefined, problem: undefined },
  })
}

test("a call of a minute ago keeps its bound, however late it is on this machine", async () => {
  const ledger = await ledgerAhead(-HOUR_MS)
  const now = new Date(Date.now() + HOUR_MS)
  await ledger.noteKey({ keyId: "k", at: new Date(now.getTime() - 20 * HOUR_MS), usedNano: 0n })
  const startedAt = new Date(now.getTime() - 60_000)
  await ledger.hold(callStart({ id: "b", startedAt, keyId: "k" }), fixedBound(4n * USD), [])
  await ledger.settle("b", settlement(0n, { status: "unreconciled", generationId: null }))
  const nothing = { usedNano: 0n, usedTodayNano: 0n, usedThisWeekNano: 0n, usedThisMonthNano: 0n }
  const says = { label: "", neverPaid: false, managesKeys: false }
  const value = { ...says, limitNano: null, limitLeftNano: null, expiresAt: null, ...nothing }
  const account = {
    key: async () => ({ kind: "ok" as const, value }),
    generation: async () => ({ kind: "unknown" as const }),
  }
  expect(await reconcile({ ledger, account, keyId: "k", now })).toMatchObject({
    lowered: 0,
    boundNano: 4n * USD,
  })
})

test("an alert is of the window that the sum is of", async () => {
  const ledger = await ledgerAhead(-HOUR_MS / 3) // 23:50 there
  const at = new Date("2026-11-20T00:10:00Z")
  const where = {
    at,
    rootSession: "s",
    turn: "t",
    run: "r",
    project: "/p",
    agent: "build",
    tier: null,
    model: "m",
  }
  const standing = { scope: "daily" as const, limitNano: 5n * USD, countedNano: 5n * USD, pendingNano: 0n }
  const place = { ...where, at: await ledger.clock(at) }
  const [alert] = dueAlerts({ place, standings: [standing] }, { at: [80], forecast: false, spike: null })
  expect(alert?.row.key).toContain("2026-11-19")
})

test("a lift until midnight is in force at once on a machine that is behind", async () => {
  const ledger = await ledgerAhead(HOUR_MS)
  const at = new Date("2026-11-19T23:30:00Z")
  const until = windowOf("daily", await ledger.clock(at)).end
  expect(until.toISOString()).toBe("2026-11-21T00:00:00.000Z")
  await ledger.lift({ at, scope: "daily", part: {}, limitNano: USD, rootSession: null, until, by: "test" })
  expect(await ledger.lifts(at)).toHaveLength(1)
})
