// Brings an SQLite file to the newest schema, once, whoever else opens it; an older one is kept as a backup.
import type { Database } from "bun:sqlite"
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { RalexError } from "../../config/index.ts"
import { migrations as known, type Migration } from "./migrations/index.ts"
import { runToEnd } from "./run-to-end.ts"
import type { Row, Value } from "./store.ts"

/** @throws {RalexError} for a schema that is newer than this code. */
export function migrateDatabase(
  database: Database,
  path: string,
  migrations: readonly Migration[] = known,
): void {
  const found = versionOf(database)
  if (found === migrations.length) return
  const backup = found > 0 && found < migrations.length ? backUp(database, path, found) : undefined
  try {
    const did = database.transaction(() => migrate(database, { path, migrations })).immediate()
    if (backup && did) renameSync(backup.written, backup.name)
  } finally {
    if (backup) rmSync(backup.written, { force: true })
  }
}

/**
 * For each write: another process may have brought the file to a newer schema while this one has it open.
 * @throws {RalexError} when it has.
 */
export function refuseOtherSchema(database: Database, path: string): void {
  const version = versionOf(database)
  if (version !== known.length) throw new RalexError(newer(path, version, known.length))
}

/** Before anything is changed. @throws {RalexError} for a database that another program made. */
export function refuseForeign(database: Database, path: string): void {
  const hasTables = database.query("SELECT 1 FROM sqlite_master LIMIT 1").get() !== null
  if (hasTables && versionOf(database) === 0) throw new RalexError(foreign(path))
}

function foreign(path: string): string {
  return `${path} is the database of another program, and is left as it is; name another file with RALEX_LEDGER=sqlite:/path.`
}

function versionOf(database: Database): number {
  const row = database.query<{ user_version: bigint }, []>("PRAGMA user_version").get()
  return Number(row?.user_version ?? 0n)
}

/** A copy that another process may be making as well, so each has a name of its own until one of them migrated. */
function backUp(database: Database, path: string, version: number): { written: string; name: string } {
  const name = `${path}.schema-${version}.backup`
  const written = `${name}.${crypto.randomUUID()}`
  // It fills an empty file, and would make one that others can read.
  writeFileSync(written, "", { mode: 0o600, flag: "wx" })
  database.query("VACUUM INTO ?").run(written)
  return { written, name: existsSync(name) ? `${name}.${Date.now()}` : name }
}

function migrate(
  database: Database,
  { path, migrations }: { path: string; migrations: readonly Migration[] },
): boolean {
  const version = versionOf(database)
  if (version > migrations.length) throw new RalexError(newer(path, version, migrations.length))
  for (const { schema, fill } of migrations.slice(version)) {
    database.run(schema)
    if (fill)
      runToEnd(fill(), ({ sql, values }) =>
        database.query<Row, Value[]>(sql.replaceAll(/\$(?=\d)/g, "?")).all(...values),
      )
  }
  database.run(`PRAGMA user_version = ${migrations.length}`)
  return version < migrations.length
}

function newer(path: string, version: number, known: number): string {
  return `The ledger ${path} was written by a newer Ralex (schema ${version}, this one knows ${known}); update Ralex, or name another file with RALEX_LEDGER=sqlite:/path.`
}
