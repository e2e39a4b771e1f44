// The one way in which a call's row is written: with the sums that it counts in and the seal over its money.

import { RalexError } from "../config/index.ts"
import { readCall, readOwner } from "./call-rows.ts"
import { count } from "./counters.ts"
import type { Call } from "./ledger.ts"
import { addTallies } from "./metrics/tally.ts"
import { tallyCall } from "./metrics/tally-call.ts"
import type { Owner } from "./processes.ts"
import { type SealKey, seal } from "./seal.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Row, storable, type Value, type Work } from "./store/store.ts"
import { addToTotals } from "./totals.ts"

/** A store in the middle of a write. */
export interface Writing {
  key: SealKey
  /** Milliseconds since 1970 by the store's clock. */
  now: number
}

export function* insertCall(writing: Writing, values: Record<string, Value>): Work<void> {
  const written = stored({ ...values, sequence: yield* nextSequence() })
  yield* insertRow("calls", written)
  yield* follow(writing, undefined, readCall({ ...NEW_CALL, ...written }))
}

/** What the table puts into columns that an insert does not name. */
const NEW_CALL: Row = {
  settled_at: null,
  outcome: null,
  cost_nano: 0n,
  baseline_nano: 0n,
  cache_saved_nano: 0n,
  input_tokens: 0n,
  cached_tokens: 0n,
  cache_write_tokens: 0n,
  output_tokens: 0n,
  reasoning_tokens: 0n,
  model_used: null,
  generation_id: null,
  time_to_first_token_ms: null,
  duration_ms: null,
  overhead_ms: null,
  attempts: 0n,
  key_id: null,
}

/** @param row As it stands in this transaction. */
export function* updateCall(writing: Writing, row: Row, values: Record<string, Value>): Work<void> {
  const written = stored({ ...values, sequence: yield* nextSequence() })
  const changes = Object.keys(written).map((name, index) => `${name} = $${index + 2}`)
  const all = [row.id ?? null, ...Object.values(written)]
  yield* query(`UPDATE calls SET ${changes.join(", ")} WHERE id = $1`, all)
  yield* follow(writing, readCall(row), readCall({ ...row, ...written }))
}

/** As the database will have them, so that nothing written has to be read again. */
function stored(values: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, storable(value)]))
}

/** @throws {RalexError} for a call that was never held. */
export function* getCallRow(id: string): Work<Row> {
  const [row] = yield* query("SELECT * FROM calls WHERE id = $1", [id])
  if (!row) throw new RalexError(`The ledger has no call ${id}; hold its money first.`)
  return row
}

/** In the order of their last writes. */
export function* selectByStatus(
  statuses: Call["status"][],
): Work<{ row: Row; call: Call; owner: Owner; seenAt: number }[]> {
  const list = statuses.map((status) => `'${status}'`).join(", ")
  const rows = yield* query(
    `SELECT * FROM calls WHERE status <> 'settled' AND status IN (${list}) ORDER BY sequence`,
  )
  return rows.map((row: Row) => ({
    row,
    call: readCall(row),
    owner: readOwner(row),
    seenAt: Number(row.owner_seen_at),
  }))
}

/** Inside the write transaction, so numbers appear in order and a reader who follows them misses none. */
export function* nextSequence(): Work<number> {
  const [row] = yield* query("UPDATE writes SET last = last + 1 RETURNING last")
  if (!row) throw new RalexError("The ledger's counter of writes is missing; put a backup in its place.")
  return Number(row.last)
}

function* follow(
  { key, now }: Writing,
  before: Call | undefined,
  after: Call & { sequence: number },
): Work<void> {
  yield* count(before, after)
  yield* addToTotals(before, after)
  yield* addTallies(tallyCall(before, after))
  const { id, status, heldNano, costNano, sequence } = after
  yield* seal(key, { id, status, heldNano, costNano, sequence, at: now })
}
