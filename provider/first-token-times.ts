// How late a first token is by a model's own history: the 99th percentile of the last week, over all sessions.
import { type Ledger, percentile } from "../ledger/index.ts"

type Times = ReadonlyMap<string, number>

const WEEK_MS = 7 * 24 * 60 * 60_000
const KNOWN_FOR_MS = 10 * 60_000
/** With fewer the 99th percentile is nothing but the slowest. */
const CALLS_AT_LEAST = 50
/** Nobody feels less, and a second answer costs money. */
const LEAST_MS = 1_000

const known = new WeakMap<Ledger, { at: number; times: Times }>()

export const NEVER_LATE: Times = new Map()

/** By model id, in milliseconds. Looked up every ten minutes; what can not be read is not known. */
export async function firstTokenTimes(ledger: Ledger, now: number): Promise<Times> {
  const before = known.get(ledger)
  if (before && now - before.at < KNOWN_FOR_MS) return before.times
  const groups = await ledger.groupTotals({ since: new Date(now - WEEK_MS), by: "model" }).catch(() => [])
  const times = new Map(
    groups.flatMap(({ key, timeToFirstToken }) => {
      const calls = Object.values(timeToFirstToken).reduce((sum, count) => sum + count, 0)
      const late = percentile(timeToFirstToken, 0.99)
      return late === null || calls < CALLS_AT_LEAST ? [] : [[key, Math.max(late, LEAST_MS)] as const]
    }),
  )
  known.set(ledger, { at: now, times })
  return times
}
