// The sums, hours and seals of calls that were written before there were any (schema 1).
import { readCall } from "./call-rows.ts"
import { count } from "./counters.ts"
import { query, type Work } from "./store/store.ts"
import { addToTotals } from "./totals.ts"

export function* sumUpCalls(): Work<void> {
  yield* query(
    "UPDATE calls SET settled_at = started_at + coalesce(duration_ms, 0) WHERE outcome IS NOT NULL",
  )
  for (const row of yield* query("SELECT * FROM calls")) {
    const call = readCall(row)
    yield* count(undefined, call)
    yield* addToTotals(undefined, call)
  }
}
