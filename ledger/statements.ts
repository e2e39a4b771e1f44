// The few SQL statements that the ledger's tables need, each inside whatever transaction its caller has open.
import type { Database } from "bun:sqlite"
import { RalexError } from "../config/index.ts"
import type { Row } from "./call-rows.ts"
import type { ReadFilter } from "./ledger.ts"

type Values = Record<string, string | number | bigint | null>

export function insert(database: Database, table: "calls" | "verdicts", values: Values): void {
  const written = { ...values, sequence: nextSequence(database) }
  const names = Object.keys(written)
  const places = names.map((name) => `$${name}`)
  database.query(`INSERT INTO ${table} (${names}) VALUES (${places})`).run(written)
}

export function updateCall(database: Database, id: string, values: Values): void {
  const written = { ...values, sequence: nextSequence(database) }
  const changes = Object.keys(written).map((name) => `${name} = $${name}`)
  database.query(`UPDATE calls SET ${changes} WHERE id = $id`).run({ ...written, id })
}

export function selectCall(database: Database, id: string): Row | null {
  return database.query<Row, [string]>("SELECT * FROM calls WHERE id = ?").get(id)
}

/** In the order of their last writes. */
export function selectByStatus(database: Database, statuses: string[]): Row[] {
  const places = statuses.map(() => "?")
  return database
    .query<Row, string[]>(`SELECT * FROM calls WHERE status IN (${places}) ORDER BY sequence`)
    .all(...statuses)
}

export function selectWritten(
  database: Database,
  table: { name: "calls"; time: "started_at" } | { name: "verdicts"; time: "at" },
  { since, session, after }: ReadFilter,
): Row[] {
  return database
    .query<Row, Values>(
      `SELECT * FROM ${table.name}
       WHERE ${table.time} >= $since AND sequence > $after
         AND ($session IS NULL OR session = $session OR root_session = $session)
       ORDER BY sequence`,
    )
    .all({ since: since?.getTime() ?? 0, after: after ?? 0, session: session ?? null })
}

/** Inside the write transaction, so numbers appear in order and a reader who follows them misses none. */
function nextSequence(database: Database): bigint {
  const row = database.query<{ last: bigint }, []>("UPDATE writes SET last = last + 1 RETURNING last").get()
  if (!row) throw new RalexError("The ledger's counter of writes is missing; put a backup in its place.")
  return row.last
}
