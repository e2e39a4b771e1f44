// Models and providers that failed, kept where all sessions see them: the newest word on each.
import { cleanText } from "./clean-name.ts"
import type { Rest } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { places, query, type Row, type Work } from "./store/store.ts"

/** Who failed that long ago begins anew. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000

/** @param skewMs What the store's clock is ahead of this machine's. */
export function* selectRests(skewMs: number): Work<Rest[]> {
  const rows = yield* query("SELECT * FROM rests ORDER BY key")
  return rows.map((row) => readRest(row, skewMs))
}

export function* writeRest({ key, failures, until, reason, detail, at }: Rest, skewMs: number): Work<void> {
  const now = at.getTime() + skewMs
  yield* query("DELETE FROM rests WHERE rests_until < $1", [now - FORGOTTEN_MS])
  const rest = { failures, rests_until: until.getTime() + skewMs, reason, detail: cleanText(detail), at: now }
  const newest = Object.keys(rest).map((name) => `${name} = excluded.${name}`)
  yield* insertRow("rests", { key, ...rest }, `ON CONFLICT (key) DO UPDATE SET ${newest.join(", ")}`)
}

export function* deleteRests(keys: readonly string[]): Work<void> {
  if (keys.length > 0) yield* query(`DELETE FROM rests WHERE key IN (${places(keys.length)})`, [...keys])
}

function readRest(row: Row, skewMs: number): Rest {
  return {
    key: String(row.key),
    failures: Number(row.failures),
    until: new Date(Number(row.rests_until) - skewMs),
    reason: String(row.reason),
    detail: String(row.detail),
    at: new Date(Number(row.at) - skewMs),
  }
}
