// The ledger in one SQLite file that several processes share. Each write is on disk when its method returns, before
// its promise resolves, so that a killed process loses nothing it was told is written.
import { hold, noteGeneration, rehold, releaseDead, settle } from "./call-money.ts"
import { readCall, readVerdict, verdictValues } from "./call-rows.ts"
import type { Ledger, VerdictRow } from "./ledger.ts"
import { explainFailure, openDatabase } from "./open-database.ts"
import type { Processes } from "./processes.ts"
import { redact } from "./redact.ts"
import { insert, selectByStatus, selectWritten } from "./statements.ts"
import { sumCounted } from "./sum-counted.ts"

/** @throws {RalexError} when the file can not be used. */
export function openSqliteLedger(path: string, processes: Processes): Ledger {
  const database = openDatabase(path)
  const read = <T>(work: () => T): T => explainFailure(path, work)
  // IMMEDIATE takes the write lock before the sums are read: nobody else's hold can come between sum and row.
  const write = <T>(work: () => T): T => read(() => database.transaction(work).immediate())
  write(() => releaseDead(database, processes))

  // `async` makes a throw a rejection; the body of each still runs to its end at the call.
  return {
    hold: async (start, bound, limits) => write(() => hold(database, processes, { start, bound, limits })),
    rehold: async (id, model, bound, limits) => write(() => rehold(database, { id, model, bound, limits })),
    settle: async (id, settlement) => write(() => settle(database, id, settlement)),
    noteGeneration: async (id, generationId) => write(() => noteGeneration(database, id, generationId)),
    spent: async (query) => read(() => sumCounted(database, query)),
    record: async (verdict) =>
      write(() => insert(database, "verdicts", verdictValues(withoutSecrets(verdict)))),
    calls: async (filter) =>
      read(() => selectWritten(database, { name: "calls", time: "started_at" }, filter).map(readCall)),
    verdicts: async (filter) =>
      read(() => selectWritten(database, { name: "verdicts", time: "at" }, filter).map(readVerdict)),
    unsettled: async () =>
      write(() => {
        releaseDead(database, processes)
        return selectByStatus(database, ["estimated", "unreconciled"]).map(readCall)
      }),
    close: async () => database.close(),
  }
}

/** A subject is for recognising what was judged, not for keeping it. */
const SUBJECT_CHARACTERS = 500

function withoutSecrets(verdict: VerdictRow): VerdictRow {
  return {
    ...verdict,
    subject: verdict.subject && redact(verdict.subject).slice(0, SUBJECT_CHARACTERS),
    reason: verdict.reason && redact(verdict.reason),
  }
}
