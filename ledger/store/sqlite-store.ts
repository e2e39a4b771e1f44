// A store in one SQLite file that several processes share. Each write is on disk when its method returns, before its
// promise resolves, so that a killed process loses nothing it was told is written.
import type { Statement as Prepared } from "bun:sqlite"
import { statSync } from "node:fs"
import { LRUCache } from "lru-cache"
import { RalexError } from "../../config/index.ts"
import { checkpointLater } from "./checkpoint-later.ts"
import { refuseOtherSchema } from "./migrate-database.ts"
import { MEMORY, noteSuspect, openDatabase } from "./open-database.ts"
import { runToEnd } from "./run-to-end.ts"
import { explainFailure, isDamage } from "./sqlite-failure.ts"
import { type Row, type Statement, type Store, storable, type Value, type Work } from "./store.ts"

/** Lists of keys have a statement for each length. */
const MOST_PREPARED = 300

/**
 * @param notice hears a sentence when a damaged file was set aside.
 * @throws {RalexError} when the file can not be used.
 */
export function openSqliteStore(path: string, notice: (sentence: string) => void): Store {
  const database = openDatabase(path, notice)
  const opened = inodeOf(path)
  const checkpoint = checkpointLater(database, path)
  const prepared = new LRUCache<string, Prepared<Row, Value[]>>({
    max: MOST_PREPARED,
    dispose: (statement) => statement.finalize(),
  })

  const answer = ({ sql, values }: Statement): Row[] => {
    let statement = prepared.get(sql)
    if (!statement) {
      statement = database.prepare<Row, Value[]>(sql.replaceAll(/\$(?=\d)/g, "?"))
      prepared.set(sql, statement)
    }
    return statement.all(...values.map(storable))
  }
  const explained = <T>(work: () => T): T =>
    explainFailure(path, () => {
      try {
        return work()
      } catch (error) {
        if (isDamage(error)) noteSuspect(path)
        throw error
      }
    })

  const reading = database.transaction((work: Work<unknown>) => runToEnd(work, answer))
  const writing = database.transaction((work: Work<unknown>) => {
    refuseOtherSchema(database, path)
    return runToEnd(work, answer)
  })

  // `async` makes a throw a rejection; the body of each still runs to its end at the call.
  return {
    read: async <T>(work: (skewMs: number) => Work<T>) => explained(() => reading.deferred(work(0)) as T),
    write: async <T>(work: (skewMs: number) => Work<T>) =>
      explained(() => {
        if (inodeOf(path) !== opened) throw new RalexError(replaced(path))
        // IMMEDIATE takes the write lock before the sums are read: nobody else's hold comes between sum and row.
        try {
          return writing.immediate(work(0)) as T
        } finally {
          checkpoint.noteWrite()
        }
      }),
    close: async () => {
      checkpoint.stop()
      prepared.clear()
      database.close()
    },
  }
}

/** Whoever opens the path now would count in another file than this process does. */
function inodeOf(path: string): number | undefined {
  return path === MEMORY ? undefined : statSync(path, { throwIfNoEntry: false })?.ino
}

function replaced(path: string): string {
  return `The ledger ${path} was moved away or replaced while it was in use; start OpenCode again, so that all of it counts in one file.`
}
