// An SQLite file opened, made private and brought to the newest schema, or one sentence why not.
import { Database } from "bun:sqlite"
import { closeSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { RalexError } from "../config/index.ts"
import { migrations } from "./migrations/index.ts"

// A writer holds the file for about 3 ms (p99 with 16 processes); a wait of seconds is a stuck disk.
const BUSY_TIMEOUT_MS = 5_000

/** @throws {RalexError} when the file can not be used. */
export function openDatabase(path: string): Database {
  const database = explainFailure(path, () => {
    if (path !== ":memory:") makePrivate(path)
    return new Database(path, { create: true, strict: true, safeIntegers: true })
  })
  try {
    explainFailure(path, () => {
      database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
      // Safe from a kill of the process; a power cut may take the last writes, at a tenth of FULL's price.
      database.run("PRAGMA journal_mode = WAL")
      database.run("PRAGMA synchronous = NORMAL")
      database.transaction(() => migrate(database, path)).immediate()
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLite gives its journal files the rights of the file itself. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, "a", 0o600))
}

function migrate(database: Database, path: string): void {
  const { user_version: version } = database
    .query<{ user_version: bigint }, []>("PRAGMA user_version")
    .get() ?? {
    user_version: 0n,
  }
  if (version > migrations.length) {
    throw new RalexError(
      `The ledger ${path} was written by a newer Ralex (schema ${version}, this one knows ${migrations.length}); update Ralex, or name another file with RALEX_LEDGER=sqlite:/path.`,
    )
  }
  for (const migration of migrations.slice(Number(version))) database.run(migration)
  database.run(`PRAGMA user_version = ${migrations.length}`)
}

/** Runs `work`, and says a failure of disk or database in one sentence. */
export function explainFailure<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (RalexError.isInstance(error)) throw error
    throw new RalexError(sentence(path, error), { cause: error })
  }
}

function sentence(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown"
  if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) {
    return `The ledger ${path} is damaged (${code}); move it away (what it counted counts no longer) or put a backup in its place, then start again.`
  }
  const reason = error instanceof Error ? error.message : String(error)
  return `The ledger ${path} can not be used (${reason}); see that its folder can be written and has room, or name another file with RALEX_LEDGER=sqlite:/path.`
}
