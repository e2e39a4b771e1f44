// Whole answers in the tables, bounded by time and bytes. Who may be given one is for the caller's key to say.
import type { KeptResponse } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { places, query, type Work } from "./store/store.ts"

/** @param skewMs What the store's clock is ahead of this machine's. */
export function* selectResponse(key: string, at: Date, skewMs: number): Work<KeptResponse | undefined> {
  const now = at.getTime() + skewMs
  const [row] = yield* query("SELECT * FROM responses WHERE key = $1 AND expires_at > $2", [key, now])
  if (!row) return undefined
  const timeOf = (column: "at" | "expires_at") => new Date(Number(row[column]) - skewMs)
  return { key, at: timeOf("at"), until: timeOf("expires_at"), body: String(row.body) }
}

/** It is the last to make room now. */
export function* touchResponse(key: string, at: Date, skewMs: number): Work<void> {
  yield* query("UPDATE responses SET used_at = $2 WHERE key = $1", [key, at.getTime() + skewMs])
}

export function* writeResponse(
  { key, at, until, body }: KeptResponse,
  { maxBytes, skewMs }: { maxBytes: number; skewMs: number },
): Work<void> {
  const bytes = Buffer.byteLength(body)
  if (bytes > maxBytes) return
  const now = at.getTime() + skewMs
  const row = { at: now, used_at: now, expires_at: until.getTime() + skewMs, bytes, body }
  const newest = Object.keys(row).map((name) => `${name} = excluded.${name}`)
  yield* deleteEnded(at, skewMs)
  yield* insertRow("responses", { key, ...row }, `ON CONFLICT (key) DO UPDATE SET ${newest.join(", ")}`)
  yield* query(
    `DELETE FROM responses WHERE key IN (SELECT key FROM (
       SELECT key, sum(bytes) OVER (ORDER BY used_at DESC, key) AS so_far FROM responses
     ) AS newest_first WHERE so_far > $1)`,
    [maxBytes],
  )
}

export function* deleteResponses(keys: readonly string[]): Work<void> {
  if (keys.length > 0) yield* query(`DELETE FROM responses WHERE key IN (${places(keys.length)})`, [...keys])
}

export function* deleteEnded(at: Date, skewMs: number): Work<void> {
  yield* query("DELETE FROM responses WHERE expires_at <= $1", [at.getTime() + skewMs])
}
