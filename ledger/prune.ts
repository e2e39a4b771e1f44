// What is deleted when it is old: settled calls, verdicts, what was said, and the oldest part of the journal. Sums,
// hours, lifts and what is not settled stay.
import { idOfLift, sealCut, sealLift } from "./seal.ts"
import { query, type Value, type Work } from "./store/store.ts"
import { nextSequence, type Writing } from "./write-call.ts"

/** Rows of a kind that one transaction deletes, so that nobody waits long for their turn to write. */
const BATCH = 2_000

/** What was said once is not said again in the longest window, a month. */
const ALERTS_MS = 31 * 24 * 60 * 60 * 1000

/** @returns rows deleted; 0 once nothing so old is left. */
export function* prune(writing: Writing, before: Date): Work<number> {
  const at = before.getTime()
  const first = yield* cutJournal(writing, at)
  return (
    // A call goes after its lines: what has a line must be there (check-seals.ts).
    (yield* deleteSome("calls", "id", "status = 'settled' AND settled_at < $1 AND sequence < $2", [
      at,
      first,
    ])) +
    (yield* deleteSome("verdicts", "sequence", "at < $1", [at])) +
    (yield* deleteSome("alerts", "key", "at < $1", [at - ALERTS_MS])) +
    (yield* deleteSome("key_readings", "at", "at < $1", [at]))
  )
}

function* deleteSome(table: string, key: string, condition: string, values: Value[]): Work<number> {
  const some = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${BATCH}`
  return (yield* query(`DELETE FROM ${table} WHERE ${key} IN (${some}) RETURNING 1 AS gone`, values)).length
}

/** Takes old lines off the beginning, and says so in a line of its own. @returns the sequence that it begins with now. */
function* cutJournal(writing: Writing, before: number): Work<number> {
  const lines = yield* query("SELECT sequence, at, mac FROM journal ORDER BY sequence LIMIT $1", [BATCH + 1])
  const young = lines.findIndex(({ at }) => Number(at) >= before)
  // The newest line stays, for the next one to be sealed over.
  const index = young === -1 ? lines.length - 1 : young
  const [last, kept] = [lines[index - 1], lines[index]]
  if (!kept) return Number.MAX_SAFE_INTEGER
  const first = Number(kept.sequence)
  if (!last) return first
  yield* sealLiftsAgain(writing, first)
  const line = { sequence: yield* nextSequence(), at: writing.now }
  yield* sealCut(writing.key, { first, mac: String(last.mac) }, line)
  yield* query("DELETE FROM journal WHERE sequence < $1", [first])
  return first
}

/** Lifts that act need a line; theirs goes. */
function* sealLiftsAgain({ key, now }: Writing, first: number): Work<void> {
  const going = yield* query("SELECT id FROM journal WHERE status = 'lift' AND sequence < $1", [first])
  const ids = new Set(going.map(({ id }) => id))
  const acting = yield* query("SELECT * FROM lifts WHERE until_at IS NULL OR until_at > $1", [now])
  for (const lift of acting) {
    if (ids.has(idOfLift(lift))) yield* sealLift(key, lift, { sequence: yield* nextSequence(), at: now })
  }
}
