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
import { query, type Row, type Value, type Work } from "./store/store.ts"
import { addToTotals } from "./totals.ts"

/** A store in the middle of a write. */
export interface Writing {
  key: SealKey
  /** Milliseconds since 1970 by the store's clock. */
  now: number
}

export function* insertCall(writing: Writing, values: Record<string, Value>): Work<void> {
  const row = yield* insertRow("calls", { ...values, sequence: yield* nextSequence() })
  if (row) yield* follow(writing, undefined, readCall(row))
}

/** @param call As it stands in this transaction. */
export function* updateCall(writing: Writing, call: Call, values: Record<string, Value>): Work<void> {
  const written = { ...values, sequence: yield* nextSequence() }
  const changes = Object.keys(written).map((name, index) => `${name} = $${index + 2}`)
  const [row] = yield* query(`UPDATE calls SET ${changes.join(", ")} WHERE id = $1 RETURNING *`, [
    call.id,
    ...Object.values(written),
  ])
  if (row) yield* follow(writing, call, readCall(row))
}

/** @throws {RalexError} for a call that was never held. */
export function* getCall(id: string): Work<Call & { sequence: number }> {
  const [row] = yield* query("SELECT * FROM calls WHERE id = $1", [id])
  if (!row) throw new RalexError(`The ledger has no call ${id}; hold its money first.`)
  return readCall(row)
}

/** In the order of their last writes. */
export function* selectByStatus(
  statuses: Call["status"][],
): Work<{ call: Call; owner: Owner; seenAt: number }[]> {
  const list = statuses.map((status) => `'${status}'`).join(", ")
  const rows = yield* query(
    `SELECT * FROM calls WHERE status <> 'settled' AND status IN (${list}) ORDER BY sequence`,
  )
  return rows.map((row: Row) => ({
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
