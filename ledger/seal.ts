// Tamper evidence: every write of money is a line in a journal, sealed by a MAC over the line and the MAC before it.
// Whoever changes, adds or takes away a row without the key breaks the chain (check-seals.ts). Evidence, not
// prevention: who can read the key can seal anew (docs/security.md).
import { createHmac } from "node:crypto"
import type { Call } from "./ledger.ts"
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
  const head = yield* headOf()
  yield* insertRow("journal", {
    sequence: line.sequence,
    id: line.id,
    status: line.status,
    held_nano: line.heldNano,
    cost_nano: line.costNano,
    at: line.at,
    mac: macOf(key, head?.mac ?? "", line),
  })
}

/** @param row Of the table of lifts; all of it is in the line's id. */
export function* sealLift(key: SealKey, row: Row, line: { sequence: number; at: number }): Work<void> {
  yield* seal(key, { ...NO_MONEY, ...line, id: idOfLift(row), status: "lift" })
}

export function idOfLift(row: Row): string {
  const { sequence, at, scope, part, limit_nano, root_session, until_at, by_what } = row
  const values = [sequence, at, scope, part, limit_nano, root_session, until_at, by_what]
  return JSON.stringify(values.map((value) => (typeof value === "bigint" ? String(value) : value)))
}

/** Where the lines begin since Ralex deleted older ones for their age, and the MAC that the first is sealed over. */
export interface Cut {
  first: number
  mac: string
}

export function* sealCut(key: SealKey, cut: Cut, line: { sequence: number; at: number }): Work<void> {
  yield* seal(key, { ...NO_MONEY, ...line, id: JSON.stringify([cut.first, cut.mac]), status: "cut" })
}

/** The newest one; nothing when there is none, or somebody else wrote it. */
export function* cutOf(key: SealKey): Work<Cut | undefined> {
  const [line] = yield* query("SELECT * FROM journal WHERE status = 'cut' ORDER BY sequence DESC LIMIT 1")
  if (!line) return undefined
  const before = yield* lineBefore(Number(line.sequence))
  if (!before || !isSealed(key, String(before.mac), line)) return undefined
  const [first, mac] = JSON.parse(String(line.id)) as [number, string]
  return { first, mac }
}

/** What the line of this sequence must be sealed over. */
export function* macBefore(key: SealKey, sequence: number): Work<string> {
  const before = yield* lineBefore(sequence)
  if (before) return String(before.mac)
  const cut = yield* cutOf(key)
  return cut?.first === sequence ? cut.mac : ""
}

function* lineBefore(sequence: number): Work<Row | undefined> {
  const sql = "SELECT sequence, mac FROM journal WHERE sequence < $1 ORDER BY sequence DESC LIMIT 1"
  return (yield* query(sql, [sequence]))[0]
}

const NO_MONEY = { heldNano: 0n, costNano: 0n }

export function* headOf(): Work<Head | undefined> {
  const [last] = yield* query("SELECT sequence, mac FROM journal ORDER BY sequence DESC LIMIT 1")
  return last && { sequence: Number(last.sequence), mac: String(last.mac) }
}

/** Whether the seal of a line of the journal fits the seal before it. */
export function isSealed(key: SealKey, macBefore: string, row: Row): boolean {
  return row.mac === macOf(key, macBefore, lineOf(row))
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
