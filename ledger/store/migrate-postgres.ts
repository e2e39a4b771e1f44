// Brings a PostgreSQL database to the newest schema, once, whoever else begins; the tables of an older one are kept.
import type { SQL } from "bun"
import { RalexError } from "../../config/index.ts"
import { inPostgres, migrations as known, type Migration } from "./migrations/index.ts"
import type { Row, Value, Work } from "./store.ts"

const SCHEMA = "ralex"

type Connection = Pick<SQL, "unsafe">

/** @throws {RalexError} for a schema that is newer than this code. */
export async function migratePostgres(
  sql: SQL,
  place: string,
  migrations: readonly Migration[] = known,
): Promise<void> {
  if ((await versionOf(sql)) === migrations.length) return
  await sql.begin(async (transaction) => {
    // One at a time; "ralex" in ASCII.
    await transaction.unsafe("SELECT pg_advisory_xact_lock(492260157816)")
    await transaction.unsafe(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
    const version = await versionOf(transaction)
    if (version > migrations.length)
      throw new RalexError(
        `The ledger at ${place} was written by a newer Ralex (schema ${version}, this one knows ${migrations.length}); update Ralex, or name another with RALEX_LEDGER.`,
      )
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
