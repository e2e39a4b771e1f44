// What is deleted when it is old: settled calls, verdicts, leaves that are over, what was said, and the oldest part of the journal. Sums,
// hours, lifts and what is not settled stay.
import { idOfLift, sealCut, sealLift } from "./seal.ts"
import { query, type Value, type Work } from "./store/store.ts"
import { nextSequence, type Writing } from "./write-call.ts"

/** Rows of a kind that one transaction deletes, so that nobody waits long for their turn to write. */
const BATCH = 2_000

/** What was said once is not said again in the longest window, a month. */
const ALERTS_MS = 31 * 24 * 60 * 60 * 1000

/** `more` when there may be more so old. */
export function* prune(writing: Writing, before: Date): Work<{ deleted: number; more: boolean }> {
  const at = before.getTime()
  const { first, lines } = yield* cutJournal(writing, at)
  const deleted =
    // A call goes after its lines: what has a line must be there (check-seals.ts).
    (yield* deleteSome("calls", "id", OLD_CALLS, [at, first])) +
    (yield* deleteSome("verdicts", "sequence", "at < $1", [at])) +
    (yield* deleteSome("permits", "id", "expires_at < $1", [at])) +
    (yield* deleteSome("tier_choices", "root_session", "at < $1", [at])) +
    (yield* deleteSome("alerts", "key", "at < $1", [at - ALERTS_MS])) +
    (yield* deleteSome("key_readings", "at", "at < $1", [at]))
  return { deleted, more: deleted > 0 || lines === BATCH }
}

/** By the index of sequences: the young ones are not looked at. */
const OLD_CALLS = "sequence < $2 AND status = 'settled' AND settled_at < $1 ORDER BY sequence"

function* deleteSome(table: string, key: string, condition: string, values: Value[]): Work<number> {
  const some = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${BATCH}`
  return (yield* query(`DELETE FROM ${table} WHERE ${key} IN (${some}) RETURNING 1 AS gone`, values)).length
}

/**
 * Takes old lines off the beginning, and says so in a line of its own.
 * @returns how many, and the sequence that it begins with now.
 */
function* cutJournal(writing: Writing, before: number): Work<{ first: number; lines: number }> {
  const lines = yield* query("SELECT sequence, at, mac FROM journal ORDER BY sequence LIMIT $1", [BATCH + 1])
  const young = lines.findIndex(({ at }) => Number(at) >= before)
  // The newest line stays, for the next one to be sealed over.
  const index = young === -1 ? lines.length - 1 : young
  const [last, kept] = [lines[index - 1], lines[index]]
  const first = Number(kept?.sequence ?? Number.MAX_SAFE_INTEGER)
  if (!last) return { first, lines: 0 }
  yield* sealLiftsAgain(writing, first)
  const line = { sequence: yield* nextSequence(), at: writing.now }
  yield* sealCut(writing.key, { first, mac: String(last.mac) }, line)
  yield* query("DELETE FROM journal WHERE sequence < $1", [first])
  return { first, lines: index }
}

/** Lifts stay, and each needs a line: theirs goes. */
function* sealLiftsAgain({ key, now }: Writing, first: number): Work<void> {
  const going = yield* query("SELECT id FROM journal WHERE status = 'lift' AND sequence < $1", [first])
  const ids = new Set(going.map(({ id }) => id))
  for (const lift of yield* query("SELECT * FROM lifts ORDER BY sequence")) {
    if (ids.has(idOfLift(lift))) yield* sealLift(key, lift, { sequence: yield* nextSequence(), at: now })
  }
}
