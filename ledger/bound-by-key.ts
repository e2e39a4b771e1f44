// What calls without a known cost can have cost at most, by what upstream says that their key was billed in all.
// Pure. Learned from nothing: a bound is only lowered by what is certainly in the bill and paid for other calls.
import type { Call, KeyReading, Nano } from "./ledger.ts"
import type { KeyStatus } from "./upstream-account.ts"
import { windowOf } from "./windows.ts"

/** A stretch of time that ends now, and all that the key was billed for in it. */
export interface Bill {
  since: Date
  billedNano: Nano
}

/**
 * How far upstream's totals may be behind, and its clock from ours. Ours to choose, since nothing is documented:
 * long enough for a stream that goes on without us to end.
 */
export const BILL_LAG_MS = 15 * 60_000

/** The windows of `GET /key`, and the time since each earlier reading of it. */
export function billsOf(key: KeyStatus, readings: KeyReading[], now: Date): Bill[] {
  const windows: Bill[] = [
    { since: windowOf("daily", now).start, billedNano: key.usedTodayNano },
    { since: windowOf("weekly", now).start, billedNano: key.usedThisWeekNano },
    { since: windowOf("monthly", now).start, billedNano: key.usedThisMonthNano },
  ]
  const since = readings.map(({ at, usedNano }) => ({ since: at, billedNano: key.usedNano - usedNano }))
  return [...windows, ...since].filter(({ billedNano }) => billedNano >= 0n)
}

/** The calls whose whole bill is certainly within `bill`. */
export function isInBill(call: Pick<Call, "startedAt">, bill: Bill, now: Date): boolean {
  const start = call.startedAt.getTime()
  return start >= bill.since.getTime() + BILL_LAG_MS && start <= now.getTime() - BILL_LAG_MS
}

/** @param paidNano What other calls in the bill certainly cost. */
export function atMostNano(bill: Bill, paidNano: Nano): Nano {
  const left = bill.billedNano - paidNano
  return left > 0n ? left : 0n
}
