// Brings a PostgreSQL database to the newest schema, once, whoever else begins; the tables of an older one are kept.
import type { SQL } from "bun"
import { RalexError } from "../../config/index.ts"
import { inPostgres, migrations as known, type Migration } from "./migrations/index.ts"
import type { Row, Value, Work } from "./store.ts"

const SCHEMA = "ralex"

type Connection = Pick<SQL, "unsafe">

export async function isUpToDate(sql: SQL): Promise<boolean> {
  return (await versionOf(sql)) === known.length
}

/** @throws {RalexError} for a schema that is newer than this code. */
export async function migratePostgres(
  sql: SQL,
  place: string,
  { timeoutMs, migrations = known }: { timeoutMs: number; migrations?: readonly Migration[] },
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`SET LOCAL statement_timeout = ${timeoutMs}`)
    // One at a time; "ralex" in ASCII.
    await transaction.unsafe("SELECT pg_advisory_xact_lock(492260157816)")
    await transaction.unsafe(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
    const version = await versionOf(transaction)
    if (version > migrations.length) throw new RalexError(newer(place, version, migrations.length))
    if (version > 0 && version < migrations.length) await backUp(transaction, version)
    for (const { schema, fill } of migrations.slice(version)) {
      await transaction.unsafe(inPostgres(schema))
      if (fill) await run(transaction, fill())
    }
    await transaction.unsafe("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
    await transaction.unsafe("DELETE FROM schema_version")
    await transaction.unsafe("INSERT INTO schema_version VALUES ($1)", [migrations.length])
  })
}

/**
 * For each write: another machine may have brought the tables to a newer schema while this one has them open.
 * @throws {RalexError} when it has.
 */
export function refuseOtherSchema(version: number, place: string): void {
  if (version !== known.length) throw new RalexError(newer(place, version, known.length))
}

function newer(place: string, version: number, knownVersion: number): string {
  return `The ledger in PostgreSQL at ${place} was written by a newer Ralex (schema ${version}, this one knows ${knownVersion}); update Ralex, or name another with RALEX_LEDGER.`
}

async function versionOf(connection: Connection): Promise<number> {
  const [there] = await connection.unsafe("SELECT to_regclass($1) IS NOT NULL AS yes", [
    `${SCHEMA}.schema_version`,
  ])
  if (!there?.yes) return 0
  const [row] = await connection.unsafe("SELECT version FROM schema_version")
  return Number(row?.version ?? 0)
}

/** Copies in a schema of their own, which nobody writes to. */
async function backUp(transaction: Connection, version: number): Promise<void> {
  const backup = `${SCHEMA}_backup_${version}`
  await transaction.unsafe(`DROP SCHEMA IF EXISTS ${backup} CASCADE`)
  await transaction.unsafe(`CREATE SCHEMA ${backup}`)
  const tables = await transaction.unsafe("SELECT tablename FROM pg_tables WHERE schemaname = $1", [SCHEMA])
  for (const { tablename } of tables)
    await transaction.unsafe(`CREATE TABLE ${backup}.${tablename} AS TABLE ${SCHEMA}.${tablename}`)
}

async function run(connection: Connection, work: Work<void>): Promise<void> {
  let step = work.next()
  while (!step.done) {
    const rows = await connection.unsafe(step.value.sql, step.value.values as Value[])
    step = work.next([...rows] as Row[])
  }
}
