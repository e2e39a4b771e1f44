// Tamper evidence: every write of money is a line in a journal, sealed by a MAC over the line and the MAC before it.
// Whoever changes, adds or takes away a row without the key breaks the chain. Evidence, not prevention: who can read
// the key can seal anew (docs/security.md).
import { createHmac } from "node:crypto"
import type { Call, SealReport } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Row, type Work } from "./store/store.ts"

/** Who seals, and from where on the chain is theirs to check. */
export interface SealKey {
  key: string
  /** Lines up to this one were sealed with a key that is lost, or before there was one. */
  from: number
}

/** Set apart from the ledger: the newest line that this machine knows of, against a ledger that was put back. */
export interface Head {
  sequence: number
  mac: string
}

interface Line extends Pick<Call, "id" | "heldNano" | "costNano"> {
  sequence: number
  status: string
  at: number
}

export function* seal(key: SealKey, line: Line): Work<void> {
  const [last] = yield* query("SELECT mac FROM journal ORDER BY sequence DESC LIMIT 1")
  yield* insertRow("journal", {
    sequence: line.sequence,
    id: line.id,
    status: line.status,
    held_nano: line.heldNano,
    cost_nano: line.costNano,
    at: line.at,
    mac: macOf(key, String(last?.mac ?? ""), line),
  })
}

export function* headOf(): Work<Head | undefined> {
  const [last] = yield* query("SELECT sequence, mac FROM journal ORDER BY sequence DESC LIMIT 1")
  return last && { sequence: Number(last.sequence), mac: String(last.mac) }
}

/** Enough to cover the day of a busy machine, at a few milliseconds. */
const TAIL = 1_000

/** Checks the newest lines and the rows they speak of; with `all` every line that is kept. */
export function* checkSeals(key: SealKey, head: Head | undefined, all: boolean): Work<SealReport> {
  const lines = yield* query(`SELECT * FROM journal WHERE sequence > $1 ORDER BY sequence DESC LIMIT $2`, [
    key.from,
    all ? Number.MAX_SAFE_INTEGER : TAIL + 1,
  ])
  lines.reverse()
  const problem =
    (yield* checkHead(head)) ??
    checkChain(key, lines) ??
    (yield* checkRows(Number(lines[0]?.sequence ?? 0), lines)) ??
    (yield* checkSums(all))
  if (problem) return { kind: "broken", reason: problem }
  return { kind: "whole", checked: lines.length }
}

function* checkHead(head: Head | undefined): Work<string | undefined> {
  if (!head) return undefined
  const [row] = yield* query("SELECT mac FROM journal WHERE sequence = $1", [head.sequence])
  const [newest] = yield* query("SELECT max(sequence) AS last FROM journal")
  if (row?.mac === head.mac) return undefined
  return Number(newest?.last ?? 0) < head.sequence
    ? "rows that were written are gone: the ledger was taken away or an older one was put in its place"
    : "a row that was written is now another one"
}

/** The first line of the tail is only what the second one is sealed over. */
function checkChain(key: SealKey, lines: Row[]): string | undefined {
  const broken = lines.find((row, index) => {
    const before = lines[index - 1]
    return before && row.mac !== macOf(key, String(before.mac), lineOf(row))
  })
  return broken && `the seal of write ${broken.sequence} does not fit the one before it`
}

/** Each row must stand as its newest line says, and each newly written row must have a line. */
function* checkRows(from: number, lines: Row[]): Work<string | undefined> {
  const newest = new Map(lines.map((line) => [String(line.id), line]))
  const rows = yield* query(
    "SELECT id, sequence, status, held_nano, cost_nano FROM calls WHERE sequence > $1",
    [from],
  )
  const changed = rows.find((row) => {
    const line = newest.get(String(row.id))
    return (
      !line ||
      (["sequence", "status", "held_nano", "cost_nano"] as const).some((name) => line[name] !== row[name])
    )
  })
  if (changed) return `call ${changed.id} is not as it was written`
  const lifts = yield* query("SELECT sequence, limit_nano FROM lifts WHERE sequence > $1", [from])
  const lifted = lifts.find(({ sequence, limit_nano }) => {
    const line = lines.find((other) => other.sequence === sequence)
    return line?.status !== "lift" || line.held_nano !== (limit_nano ?? -1n)
  })
  if (lifted) return "a limit was lifted by somebody else than Ralex"
  const there = new Set(rows.map(({ id }) => id))
  const gone = lines.slice(1).find(({ id, status }) => !there.has(String(id)) && status !== "lift")
  return gone && `call ${gone.id} was taken away`
}

/** What is checked against limits must be what the rows add up to, today or on every day that is kept. */
function* checkSums(all: boolean): Work<string | undefined> {
  const today = new Date().toISOString().slice(0, 10)
  const [first] = yield* query("SELECT coalesce(min(started_at), 0) AS at FROM calls")
  const since = all ? Number(first?.at ?? 0) : Date.parse(today)
  const rows = yield* query(
    `SELECT started_at / 86400000 AS day,
            CAST(sum(CASE WHEN status = 'settled' OR cost_nano > held_nano THEN cost_nano ELSE held_nano END) AS BIGINT) AS counted
     FROM calls WHERE started_at >= $1 GROUP BY started_at / 86400000`,
    [since],
  )
  for (const { day, counted } of rows) {
    const name = new Date(Number(day) * 86_400_000).toISOString().slice(0, 10)
    const [kept] = yield* query("SELECT counted_nano FROM counters WHERE key = $1", [
      JSON.stringify(["day", name]),
    ])
    // A day whose older rows are pruned counts more than its rows.
    const less = BigInt(kept?.counted_nano ?? 0) < BigInt(counted ?? 0)
    if (less) return `the sum of ${name} is less than its calls`
  }
  return undefined
}

function lineOf(row: Row): Line {
  return {
    sequence: Number(row.sequence),
    id: String(row.id),
    status: String(row.status),
    heldNano: BigInt(row.held_nano ?? 0),
    costNano: BigInt(row.cost_nano ?? 0),
    at: Number(row.at),
  }
}

function macOf(
  { key }: SealKey,
  before: string,
  { sequence, id, status, heldNano, costNano, at }: Line,
): string {
  const text = JSON.stringify([before, sequence, id, status, String(heldNano), String(costNano), at])
  return createHmac("sha256", key).update(text).digest("base64url")
}
