// The address of a ledger to glances at it. A file is opened read-only: who watches neither makes, migrates nor mends it.
import { Database, type Statement as Prepared } from "bun:sqlite"
import { statSync } from "node:fs"
import { RalexError } from "../../config/index.ts"
import { sqlitePath } from "../sqlite-path.ts"
import { refuseOtherSchema } from "../store/migrate-database.ts"
import { migrations } from "../store/migrations/index.ts"
import { runToEnd } from "../store/run-to-end.ts"
import { explainFailure } from "../store/sqlite-failure.ts"
import { type Row, type Statement, storable, type Value } from "../store/store.ts"
import type { Glance, GlanceQuery } from "./glance.ts"
import { readGlance } from "./read-glance.ts"

export interface Glances {
  /** Whether another glance may show something else. Costs next to nothing. */
  isStale: () => boolean
  /** Undefined where there is no ledger yet. @throws {RalexError} when it can not be read. */
  read: (query: GlanceQuery) => Promise<Glance | undefined>
  close: () => Promise<void>
}

/** In WAL mode a reader waits for nobody; what it meets is a file that is being made. */
const BUSY_TIMEOUT_MS = 200

/** A database over the network can not say that it did not change. */
const REMOTE_MS = 10_000

/** Opens nothing yet: the ledger may be made later. */
export function openGlances(address: string): Glances {
  const path = sqlitePath(address)
  return path === undefined ? remoteGlances(address) : fileGlances(path)
}

interface OpenFile {
  database: Database
  inode: number
  version: bigint
}

function fileGlances(path: string): Glances {
  let open: OpenFile | undefined
  const close = () => {
    open?.database.close()
    open = undefined
  }
  const reopened = (): OpenFile | undefined => {
    const inode = inodeOf(path)
    if (open && open.inode === inode) return open
    close()
    open = inode === undefined ? undefined : openFile(path, inode)
    return open
  }
  return {
    isStale: () =>
      open === undefined || open.inode !== inodeOf(path) || open.version !== versionOf(open.database),
    read: async (asked) =>
      explainFailure(path, () => {
        const file = reopened()
        if (!file) return undefined
        refuseOtherSchema(file.database, path)
        // Before the reading: what is written meanwhile makes the next look a fresh one.
        file.version = versionOf(file.database)
        return file.database.transaction(() => runToEnd(readGlance(asked, 0), answerer(file.database)))()
      }),
    close: async () => close(),
  }
}

/** Undefined for a file that its first owner is still making, or has yet to bring to this version's schema. */
function openFile(path: string, inode: number): OpenFile | undefined {
  const database = new Database(path, { readonly: true, strict: true, safeIntegers: true })
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    const row = database.query<{ user_version: bigint }, []>("PRAGMA user_version").get()
    if (Number(row?.user_version ?? 0n) >= migrations.length) return { database, inode, version: -1n }
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  return undefined
}

function answerer(database: Database): (statement: Statement) => Row[] {
  return ({ sql, values }) => {
    const statement: Prepared<Row, Value[]> = database.query(sql.replaceAll(/\$(?=\d)/g, "?"))
    return statement.all(...values.map(storable))
  }
}

/** Changes with every write of anybody else. */
function versionOf(database: Database): bigint {
  return database.query<{ data_version: bigint }, []>("PRAGMA data_version").get()?.data_version ?? -1n
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

function remoteGlances(address: string): Glances {
  let store: ReturnType<typeof openRemote> | undefined
  let readAt = 0
  return {
    isStale: () => Date.now() - readAt >= REMOTE_MS,
    read: async (asked) => {
      readAt = Date.now()
      store ??= openRemote(address)
      const open = await store.catch((error) => {
        store = undefined
        throw error
      })
      return open.read((skewMs) => readGlance(asked, skewMs))
    },
    close: async () => (await store?.catch(() => undefined))?.close(),
  }
}

/** @throws {RalexError} for an address of no ledger, and for a database that can not be used. */
async function openRemote(address: string) {
  if (!/^postgres(?:ql)?:/.test(address)) throw new RalexError("RALEX_LEDGER names no ledger.")
  const { openPostgresStore } = await import("../store/postgres-store.ts")
  return openPostgresStore(address)
}
