// Whether the journal's chain is whole, and rows, lifts and sums stand as it says.
import { sumsOfRows } from "./counters.ts"
import type { SealReport } from "./ledger.ts"
import { cutOf, type Head, idOfLift, isSealed, macBefore, type SealKey } from "./seal.ts"
import { places, query, type Work } from "./store/store.ts"

export interface SealCheck {
  key: SealKey
  head: Head | undefined
  /** Every line that is kept, and every sum; else the newest ones and the sums of today. */
  all: boolean
  /** Milliseconds since 1970 by the store's clock. */
  now: number
}

type Problem = string | undefined

/** Enough to cover the day of a busy machine, at a few milliseconds. */
const TAIL = 1_000

/** Lines and sums that are in memory at once. */
const PAGE = 5_000

/** To be run on one state of the store: calls that are written meanwhile are not in it. */
export function* checkSeals({ key, head, all, now }: SealCheck): Work<SealReport> {
  const first = yield* firstLine(key, all)
  const [{ lines } = { lines: 0 }] = yield* query(
    "SELECT count(*) AS lines FROM journal WHERE sequence >= $1",
    [first],
  )
  const problem =
    (yield* checkChain(key, first)) ??
    (yield* checkHead(key, head)) ??
    (yield* checkRows(first)) ??
    (yield* checkLifts(key)) ??
    (yield* checkSums(all ? 0 : startOfDay(now)))
  return problem ? { kind: "broken", reason: problem } : { kind: "whole", checked: Number(lines) }
}

function startOfDay(now: number): number {
  return Date.parse(new Date(now).toISOString().slice(0, 10))
}

/** The sequence of the first line to check; rows from before there were seals have none. */
function* firstLine({ from }: SealKey, all: boolean): Work<number> {
  const [row] = yield* query(
    "SELECT min(sequence) AS first FROM (SELECT sequence FROM journal WHERE sequence > $1 ORDER BY sequence DESC LIMIT $2) AS tail",
    [from, all ? Number.MAX_SAFE_INTEGER : TAIL],
  )
  return Number(row?.first ?? (from > 0 ? from + 1 : Number.MAX_SAFE_INTEGER))
}

function* checkChain(key: SealKey, first: number): Work<Problem> {
  let mac = yield* macBefore(key, first)
  let next = first
  for (;;) {
    const lines = yield* query("SELECT * FROM journal WHERE sequence >= $1 ORDER BY sequence LIMIT $2", [
      next,
      PAGE,
    ])
    for (const line of lines) {
      if (!isSealed(key, mac, line))
        return `the seal of write ${line.sequence} does not fit the one before it`
      mac = String(line.mac)
      next = Number(line.sequence) + 1
    }
    if (lines.length < PAGE) return undefined
  }
}

function* checkHead(key: SealKey, head: Head | undefined): Work<Problem> {
  if (!head) return undefined
  const [row] = yield* query("SELECT mac FROM journal WHERE sequence = $1", [head.sequence])
  if (row) return row.mac === head.mac ? undefined : "a row that was written is now another one"
  const cut = yield* cutOf(key)
  if (cut && head.sequence < cut.first) return undefined
  return "rows that were written are gone: the ledger was taken away or an older one was put in its place"
}

/** Each row must stand as its newest line says, each newly written row must have a line, and each line its row. */
function* checkRows(first: number): Work<Problem> {
  const [changed] = yield* query(
    `SELECT calls.id FROM calls LEFT JOIN journal ON journal.sequence = calls.sequence
     WHERE calls.sequence >= $1 AND (journal.id IS NULL OR journal.id <> calls.id OR journal.status <> calls.status
       OR journal.held_nano <> calls.held_nano OR journal.cost_nano <> calls.cost_nano) LIMIT 1`,
    [first],
  )
  if (changed) return `call ${changed.id} is not as it was written`
  const [gone] = yield* query(
    `SELECT journal.id, calls.id AS there FROM journal LEFT JOIN calls ON calls.id = journal.id
     WHERE journal.sequence >= $1 AND journal.status NOT IN ('lift', 'cut')
       AND (calls.id IS NULL OR calls.sequence < journal.sequence) LIMIT 1`,
    [first],
  )
  if (!gone) return undefined
  return gone.there === null ? `call ${gone.id} was taken away` : `call ${gone.id} is not as it was written`
}

/** A lift may act however old it is, so all are checked; a line of the lost key can not be. */
function* checkLifts(key: SealKey): Work<Problem> {
  const lifts = yield* query("SELECT * FROM lifts")
  const lines = yield* query("SELECT * FROM journal WHERE status = 'lift' ORDER BY sequence")
  const sealed = new Map(lines.map((line) => [line.id, line]))
  for (const lift of lifts) {
    const line = sealed.get(idOfLift(lift))
    const known = line && Number(line.sequence) <= key.from
    if (known) continue
    if (!line || !isSealed(key, yield* macBefore(key, Number(line.sequence)), line))
      return "a limit was lifted by somebody else than Ralex"
  }
  const there = new Set(lifts.map(idOfLift))
  return lines.every(({ id }) => there.has(String(id)))
    ? undefined
    : "a person's word on a limit was taken away"
}

/** What is checked against limits must be no less than what the rows add up to; pruned rows still count. */
function* checkSums(since: number): Work<Problem> {
  const sums = [...(yield* sumsOfRows(since))]
  for (let start = 0; start < sums.length; start += PAGE) {
    const page = sums.slice(start, start + PAGE)
    const rows = yield* query(
      `SELECT key, counted_nano, calls FROM counters WHERE key IN (${places(page.length)})`,
      page.map(([key]) => key),
    )
    const kept = new Map(rows.map((row) => [String(row.key), row]))
    const less = page.find(([key, sum]) => {
      const row = kept.get(key)
      return BigInt(row?.counted_nano ?? 0) < sum.countedNano || Number(row?.calls ?? 0) < sum.calls
    })
    if (less) return `the sum of ${(JSON.parse(less[0]) as string[]).join(" ")} is less than its calls`
  }
  return undefined
}
