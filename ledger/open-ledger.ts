// The address of a ledger (RALEX_LEDGER) to the open ledger.
import { existsSync } from "node:fs"
import { RalexError } from "../config/index.ts"
import type { Ledger } from "./ledger.ts"
import { mergeOutbox } from "./outage/merge-outbox.ts"
import { openOutbox, outboxPath } from "./outage/outbox.ts"
import { type Remote, remoteOf } from "./outage/remote.ts"
import { type Processes, systemProcesses } from "./processes.ts"
import { headOf } from "./seal.ts"
import { openSealFile, type SealFile } from "./seal-file.ts"
import { sqlitePath } from "./sqlite-path.ts"
import { isSuspect, noteSuspect } from "./store/open-database.ts"
import { openSqliteStore } from "./store/sqlite-store.ts"
import type { Work } from "./store/store.ts"
import { storeLedger } from "./store-ledger.ts"

export interface OpenOptions {
  processes?: Processes
  /** Hears what a person has to know of the opening: a damaged file was set aside. */
  notice?: (sentence: string) => void
  /** Where this machine keeps what it could not write to a PostgreSQL ledger: that is merged first. */
  outageFolder?: string
  /** Whether all of a SQLite file is checked before; a damaged one is set aside, as it is when damage shows. */
  lookThrough?: boolean
}

/**
 * Opens `sqlite:/path` (`sqlite::memory:` for tests), making the file when there is none, or `postgres://…`, making
 * its tables.
 * @throws {RalexError} for an address that names neither, and for a store that can not be used.
 */
export async function openLedger(address: string, options: OpenOptions = {}): Promise<Ledger> {
  const scheme = address.slice(0, address.indexOf(":"))
  if (scheme === "postgres" || scheme === "postgresql") return openPostgresLedger(address, options)
  const path = sqlitePath(address)
  // The address itself is not said: it may hold a password.
  if (path === undefined)
    throw new RalexError(
      "RALEX_LEDGER must be sqlite: and the path of a file, such as sqlite:/home/me/ledger.db, or postgres://user:password@host/database.",
    )
  if (options.lookThrough && existsSync(path)) noteSuspect(path)
  return openSqliteLedger(path, options)
}

async function openSqliteLedger(path: string, options: OpenOptions): Promise<Ledger> {
  try {
    return await openFile(path, options)
  } catch (error) {
    // Damage that opening met: the second time the file is looked through, and set aside.
    if (!isSuspect(path)) throw error
    return openFile(path, options)
  }
}

async function openFile(
  path: string,
  { processes = systemProcesses(), notice = () => {} }: OpenOptions,
): Promise<Ledger> {
  const store = openSqliteStore(path, notice)
  try {
    const file = path === ":memory:" ? undefined : await store.write(() => sealFileOf(path))
    const key = file?.key ?? { key: "", from: 0 }
    const problem = file?.lost ? "the key of its seals is gone" : undefined
    const seals = { key, head: file?.head, note: file?.note, problem }
    return await storeLedger({ store, processes, seals })
  } catch (error) {
    await store.close()
    throw error
  }
}

function* sealFileOf(path: string): Work<SealFile> {
  return openSealFile(path, (yield* headOf())?.sequence ?? 0)
}

async function openPostgresLedger(url: string, options: OpenOptions): Promise<Ledger> {
  const remote = await openPostgresRemote(url, options)
  try {
    await mergeKept(url, options, remote)
    return remote.ledger
  } catch (error) {
    await remote.ledger.close()
    throw error
  }
}

async function mergeKept(
  url: string,
  { outageFolder, processes = systemProcesses(), notice = () => {} }: OpenOptions,
  remote: Remote,
): Promise<void> {
  const path = outageFolder === undefined ? undefined : outboxPath(outageFolder, url)
  if (path === undefined || !existsSync(path)) return
  const outbox = await openOutbox(path, processes.self, notice)
  try {
    await mergeOutbox(outbox, remote)
  } finally {
    await outbox.close()
  }
}

/** Loaded only where it is used. The key of the seals lies in the database: there they are proof against slips only. */
export async function openPostgresRemote(
  url: string,
  { processes = systemProcesses() }: OpenOptions,
): Promise<Remote> {
  const { openPostgresStore } = await import("./store/postgres-store.ts")
  const store = await openPostgresStore(url)
  const key = { key: "ralex", from: 0 }
  const seals = { key, head: undefined, note: undefined, problem: undefined }
  return remoteOf({ store, processes, seals })
}
