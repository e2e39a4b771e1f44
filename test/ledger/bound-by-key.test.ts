// Calls that died before they had an id: what the totals of their key prove, against an account that is data here.
import { beforeEach, expect, test } from "bun:test"
import { auditKey, type Ledger, openLedger, reconcile } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const KEY = "0123456789ab"
const now = new Date("2026-11-19T18:00:00Z")
const at = (time: string) => new Date(`2026-11-19T${time}Z`)

let ledger: Ledger
let used: { total: bigint; today: bigint; week: bigint; month: bigint }
beforeEach(async () => {
  ledger = await openLedger("sqlite::memory:")
  used = { total: 0n, today: 0n, week: 0n, month: 0n }
})

const account = () => ({
  generation: async () => ({ kind: "unknown" as const }),
  key: async () => ({
    kind: "ok" as const,
    value: {
      label: "",
      limitNano: null,
      limitLeftNano: null,
      usedNano: used.total,
      usedTodayNano: used.today,
      usedThisWeekNano: used.week,
      usedThisMonthNano: used.month,
      expiresAt: null,
      neverPaid: false,
      managesKeys: false,
    },
  }),
})
const reconciled = (when = now) => reconcile({ ledger, account: account(), keyId: KEY, now: when })

async function lost(id: string, nano: bigint, startedAt: Date, keyId: string | null = KEY): Promise<void> {
  await ledger.hold(callStart({ id, startedAt, keyId }), fixedBound(nano), [])
  await ledger.settle(id, settlement(0n, { status: "unreconciled", generationId: null }))
}

async function paid(id: string, nano: bigint, startedAt: Date): Promise<void> {
  await ledger.hold(callStart({ id, startedAt }), fixedBound(nano), [])
  await ledger.settle(id, settlement(nano))
}

const counted = async () => (await ledger.spent({ scope: "monthly", at: now })).countedNano

test("a lost call counts for no more than its key was billed for", async () => {
  await lost("lost", 1_000n, at("12:00:00"))
  used = { total: 900n, today: 300n, week: 400n, month: 500n }
  expect(await reconciled()).toMatchObject({
    lowered: 1,
    kept: [{ id: "lost", generationId: null, boundNano: 300n }],
    boundNano: 300n,
  })
  expect(await counted()).toBe(300n)
})

test("several lost calls count for as much each, since nobody knows which one it was", async () => {
  await lost("one", 1_000n, at("12:00:00"))
  await lost("two", 200n, at("12:00:00"))
  used = { total: 300n, today: 300n, week: 300n, month: 300n }
  await reconciled()
  expect(await counted()).toBe(500n)
})

test("a key that was billed for nothing frees all", async () => {
  await lost("lost", 1_000n, at("12:00:00"))
  await reconciled()
  expect(await counted()).toBe(0n)
})

test.each([
  ["began a moment ago, so its bill may still come", at("17:50:00"), KEY],
  ["may have begun before the day by upstream's clock", at("00:05:00"), KEY],
  ["was paid with another key", at("12:00:00"), "another-key"],
  ["was made by another provider", at("12:00:00"), null],
])("what is held for a call stays when it %s", async (_why, startedAt, keyId) => {
  await lost("lost", 1_000n, startedAt, keyId)
  used = { total: 5_000n, today: 0n, week: 5_000n, month: 5_000n }
  expect((await reconciled()).lowered).toBe(0)
  expect(await counted()).toBe(1_000n)
})

test.each([
  ["an hour later", 60, 250n - 100n],
  ["at once, while its bill may still come", 0, 250n],
])("what another call certainly cost is taken off the bill: %s", async (_when, minutes, left) => {
  // The ledger notes by its own clock when a call was settled, so these are real times.
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60_000)
  await ledger.noteKey({ keyId: KEY, at: hoursAgo(4), usedNano: 1_000n })
  await paid("known", 100n, hoursAgo(3))
  await lost("lost", 1_000n, hoursAgo(2))
  used = { total: 1_250n, today: 9_999n, week: 9_999n, month: 9_999n }
  const found = await reconciled(new Date(Date.now() + minutes * 60_000))
  expect(found.boundNano).toBe(left)
})

test("the time since an earlier reading bounds tighter than a month", async () => {
  used = { total: 10_000n, today: 10_000n, week: 10_000n, month: 10_000n }
  await ledger.noteKey({ keyId: KEY, at: at("11:00:00"), usedNano: 9_950n })
  await lost("lost", 1_000n, at("12:00:00"))
  await reconciled()
  expect(await counted()).toBe(50n)
})

test("lowering happens once and is not undone by a dearer bill later", async () => {
  await lost("lost", 1_000n, at("12:00:00"))
  used = { total: 300n, today: 300n, week: 300n, month: 300n }
  await reconciled()
  used = { total: 800n, today: 800n, week: 800n, month: 800n }
  expect((await reconciled()).lowered).toBe(0)
  expect(await counted()).toBe(300n)
})

test("an audit compares what was billed since a reading with what was counted", async () => {
  const audit = (when: Date) => auditKey({ ledger, account: account(), keyId: KEY, now: when })
  expect(await audit(at("10:00:00"))).toBeUndefined()
  await paid("one", 400n, at("12:00:00"))
  await lost("two", 50n, at("12:00:00"))
  used.total = 700n
  expect(await audit(at("10:30:00"))).toBeUndefined()
  const found = await audit(new Date(Date.now() + 24 * 60 * 60_000))
  expect(found).toEqual({
    keyId: KEY,
    since: at("10:00:00"),
    billedNano: 700n,
    spentNano: 400n,
    pendingNano: 50n,
  })
})
