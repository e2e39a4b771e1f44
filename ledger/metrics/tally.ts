// Numbers that only ever grow, kept as calls, verdicts and alerts are written: what metrics are counters of. They count
// for all processes, and deleting old rows leaves them as they are.
import { query, type Work } from "../store/store.ts"

export const TALLIES = [
  "requests", // tier, model, status
  "cost", // tier, model: nano-dollars, as is all money
  "baseline", // tier, model
  "saved", // tier, model
  "extra", // tier, model
  "cache-saved", // tier, model
  "tokens", // tier, model, kind
  "causes", // cause
  "first-token", // tier, model, bound of the bucket in milliseconds; empty is none
  "first-token-ms", // tier, model
  "duration", // tier, model, bound
  "duration-ms", // tier, model
  "overhead", // bound
  "overhead-ms",
  "fallbacks", // from, to, reason
  "retries", // model, reason
  "verdicts", // verdict, rule, tool
  "alerts", // level, kind
] as const

export interface Tally {
  of: (typeof TALLIES)[number]
  labels: string[]
  amount: bigint
}

export interface Tallies {
  tallies: Tally[]
  /** Calls whose cost is not final, by their status. */
  unsettled: { status: string; calls: number; countedNano: bigint }[]
}

/** One statement for all, in one order, so that no two processes wait for each other; what is nothing is not written. */
export function* addTallies(tallies: readonly Tally[]): Work<void> {
  const some = tallies
    .filter(({ amount }) => amount !== 0n)
    .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
  if (some.length === 0) return
  const rows = some.map((_, index) => `($${index * 3 + 1}, $${index * 3 + 2}, $${index * 3 + 3})`)
  yield* query(
    `INSERT INTO tallies (name, labels, amount) VALUES ${rows.join(", ")}
     ON CONFLICT (name, labels) DO UPDATE SET amount = tallies.amount + excluded.amount`,
    some.flatMap(({ of, labels, amount }) => [of, JSON.stringify(labels), amount]),
  )
}

function orderOf({ of, labels }: Tally): string {
  return JSON.stringify([of, ...labels])
}

/** Of a newer Ralex's tallies only those that this one knows. */
export function* selectTallies(): Work<Tally[]> {
  const rows = yield* query("SELECT name, labels, amount FROM tallies ORDER BY name, labels")
  return rows.flatMap(({ name, labels, amount }) => {
    const of = TALLIES.find((known) => known === name)
    return of ? [{ of, labels: JSON.parse(String(labels)) as string[], amount: BigInt(amount ?? 0) }] : []
  })
}
