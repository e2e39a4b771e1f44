// The sums, hours and seals of calls that were written before there were any (schema 1).
import { readCall } from "./call-rows.ts"
import { count } from "./counters.ts"
import { query, type Work } from "./store/store.ts"
import { addToTotals } from "./totals.ts"

export function* sumUpCalls(): Work<void> {
  yield* query(
    "UPDATE calls SET settled_at = started_at + coalesce(duration_ms, 0) WHERE outcome IS NOT NULL",
  )
  let last = ""
  for (;;) {
    const rows = yield* query("SELECT * FROM calls WHERE id > $1 ORDER BY id LIMIT $2", [last, PAGE])
    for (const call of rows.map(readCall)) {
      yield* count(undefined, call)
      yield* addToTotals(undefined, call)
      last = call.id
    }
    if (rows.length < PAGE) return
  }
}

/** Calls that are in memory at once. */
const PAGE = 1_000
