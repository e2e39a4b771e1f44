// A store in one SQLite file that several processes share. Each write is on disk when its method returns, before its
// promise resolves, so that a killed process loses nothing it was told is written.
import type { Statement as Prepared } from "bun:sqlite"
import { noteSuspect, openDatabase } from "./open-database.ts"
import { runToEnd } from "./run-to-end.ts"
import { explainFailure, isDamage } from "./sqlite-failure.ts"
import type { Row, Statement, Store, Value } from "./store.ts"

/**
 * @param notice hears a sentence when a damaged file was set aside.
 * @throws {RalexError} when the file can not be used.
 */
export function openSqliteStore(path: string, notice: (sentence: string) => void): Store {
  const database = openDatabase(path, notice)
  const prepared = new Map<string, Prepared<Row, Value[]>>()

  const answer = ({ sql, values }: Statement): Row[] => {
    const statement = prepared.get(sql) ?? database.prepare<Row, Value[]>(sql.replaceAll(/\$(?=\d)/g, "?"))
    prepared.set(sql, statement)
    return statement.all(...values)
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

  // `async` makes a throw a rejection; the body of each still runs to its end at the call.
  return {
    read: async (work) => explained(() => runToEnd(work(), answer)),
    // IMMEDIATE takes the write lock before the sums are read: nobody else's hold comes between sum and row.
    write: async (work) => explained(() => database.transaction(() => runToEnd(work(0), answer)).immediate()),
    close: async () => {
      for (const statement of prepared.values()) statement.finalize()
      database.close()
    },
  }
}
