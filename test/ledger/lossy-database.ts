// A ledger's database in memory that goes away, and comes back, when a test says so; and loses answers.

import type { Ledger } from "../../ledger/index.ts"
import { LedgerUnreachable } from "../../ledger/ledger-unreachable.ts"
import { type Remote, remoteOf } from "../../ledger/outage/remote.ts"
import type { Processes } from "../../ledger/processes.ts"
import { openSqliteStore } from "../../ledger/store/sqlite-store.ts"
import type { Store } from "../../ledger/store/store.ts"

/** It is not written; it is, but its answer is lost; the same, and nothing is answered from then on. */
export type Break = "before" | "after" | "for-good"

export interface LossyDatabase {
  open: () => Promise<Remote>
  /** Nothing is answered. */
  away: boolean
  /** The connection of the next write breaks. */
  breakNext: Break | undefined
  /** Milliseconds that each answer takes. */
  delay: number
  /** How often it was tried to be reached. */
  asked: number
  /** Always answers. */
  ledger: Ledger
  close: () => Promise<void>
}

export const onlyMe: Processes = { self: { host: "here", pid: 1, started: "a" }, isAlive: () => true }

export async function lossyDatabase(processes: Processes = onlyMe): Promise<LossyDatabase> {
  const store = openSqliteStore(":memory:", () => {})
  const seals = { key: { key: "test", from: 0 }, head: undefined, note: undefined, problem: undefined }
  const shared = { ...store, close: async () => {} }
  const { ledger } = await remoteOf({ store: shared, processes, seals })
  const database: LossyDatabase = {
    open: () => remoteOf({ store: lossy(shared, database), processes, seals }),
    away: false,
    breakNext: undefined,
    delay: 0,
    asked: 0,
    ledger,
    close: () => store.close(),
  }
  return database
}

function lossy(store: Store, database: LossyDatabase): Store {
  return {
    ...store,
    read: async (work) => {
      await ask(database)
      return store.read(work)
    },
    write: async (work) => {
      await ask(database)
      const broken = database.breakNext
      database.breakNext = undefined
      if (broken === "before") throw gone()
      const written = await store.write(work)
      if (broken === "for-good") database.away = true
      if (broken) throw gone()
      return written
    },
  }
}

async function ask(database: LossyDatabase): Promise<void> {
  database.asked++
  if (database.delay > 0) await Bun.sleep(database.delay)
  if (database.away) throw gone()
}

function gone(): LedgerUnreachable {
  return new LedgerUnreachable("The ledger does not answer.")
}
