// Compares what upstream billed to a key since its last reading with what the ledger counted for it.
import { BILL_LAG_MS } from "./bound-by-key.ts"
import { countedOf } from "./counted.ts"
import type { Ledger, Nano } from "./ledger.ts"
import type { UpstreamAccount } from "./upstream-account.ts"

export interface AuditDeps {
  ledger: Pick<Ledger, "clock" | "billed" | "keyReadings" | "noteKey" | "unsettled">
  account: Pick<UpstreamAccount, "key">
  keyId: string
  now: Date
}

/** What was spent with one key since a moment: by upstream's books, and by the ledger between two bounds. */
export interface Audit {
  keyId: string
  since: Date
  billedNano: Nano
  /** What is certainly in the bill. */
  spentNano: Nano
  /** What may be in it or not: calls of the last minutes, and those without a known cost. */
  pendingNano: Nano
}

/** Readings closer together tell nothing: totals lag. */
const LEAST_APART_MS = 60 * 60_000

/** @returns undefined when there is nothing to compare yet, or upstream does not say. */
export async function auditKey({ ledger, account, keyId, now: here }: AuditDeps): Promise<Audit | undefined> {
  const now = await ledger.clock(here)
  const key = await account.key()
  if (key.kind === "failed") return undefined
  const readings = await ledger.keyReadings(keyId)
  const newest = readings.at(-1)
  if (!newest || now.getTime() - newest.at.getTime() >= LEAST_APART_MS)
    await ledger.noteKey({ keyId, at: now, usedNano: key.value.usedNano })
  const since = readings.findLast(({ at }) => now.getTime() - at.getTime() >= LEAST_APART_MS)
  if (!since) return undefined
  const lag = (at: Date, sign: 1 | -1) => new Date(at.getTime() + sign * BILL_LAG_MS)
  const spentNano = await ledger.billed({ keyId, startedFrom: lag(since.at, 1), settledUntil: lag(now, -1) })
  const settledNano = await ledger.billed({
    keyId,
    startedFrom: lag(since.at, -1),
    settledUntil: lag(now, 1),
  })
  const unsettled = (await ledger.unsettled()).filter((call) => call.keyId === keyId)
  const openNano = unsettled.reduce((sum, call) => sum + countedOf(call).countedNano, 0n)
  const billedNano = key.value.usedNano - since.usedNano
  return { keyId, since: since.at, billedNano, spentNano, pendingNano: settledNano - spentNano + openNano }
}
