// The ledger in one SQLite file that several processes share. Each write is on disk when its method returns, before
// its promise resolves, so that a killed process loses nothing it was told is written.
import type { Database } from "bun:sqlite"
import { RalexError } from "../config/index.ts"
import {
  ownerValues,
  type Row,
  readCall,
  readOwner,
  readVerdict,
  settlementValues,
  startValues,
  verdictValues,
} from "./call-rows.ts"
import { fitBound } from "./fit-bound.ts"
import type {
  Bound,
  HoldOutcome,
  Ledger,
  Limit,
  Nano,
  ReadFilter,
  Settlement,
  Spent,
  SpentQuery,
} from "./ledger.ts"
import { explainFailure, openDatabase } from "./open-database.ts"
import type { Processes } from "./processes.ts"
import { redact } from "./redact.ts"
import { isWindowScope, windowOf } from "./windows.ts"

/** A subject is for recognising what was judged, not for keeping it. */
const SUBJECT_CHARACTERS = 500

type Values = Record<string, string | number | bigint | null>

/** @throws {RalexError} when the file can not be used. */
export function openSqliteLedger(path: string, processes: Processes): Ledger {
  const database = openDatabase(path)
  const write = <T>(work: () => T): T => explainFailure(path, () => database.transaction(work).immediate())
  const read = <T>(work: () => T): T => explainFailure(path, work)
  write(() => releaseDead(database, processes))

  // `async` makes a throw a rejection; the body of each still runs to its end at the call.
  return {
    hold: async (start, bound, limits) =>
      write(() => {
        const query = { at: start.startedAt, rootSession: start.rootSession }
        const outcome = fit(database, bound, limits, query)
        if (outcome.kind === "over-budget") return outcome
        insert(database, "calls", {
          ...startValues(start),
          ...ownerValues(processes.self),
          sequence: nextSequence(database),
          status: "held",
          held_nano: outcome.heldNano,
        })
        return outcome
      }),
    rehold: async (id, model, bound, limits) =>
      write(() => {
        const call = callOf(database, id)
        if (call.status !== "held")
          throw new RalexError(`Call ${id} is ${call.status}, its money can not be held again.`)
        const query = { at: call.startedAt, rootSession: call.rootSession, alreadyHeldNano: call.heldNano }
        const outcome = fit(database, bound, limits, query)
        if (outcome.kind === "held") update(database, id, { model, held_nano: outcome.heldNano })
        return outcome
      }),
    settle: async (id, settlement) => write(() => settle(database, id, settlement)),
    noteGeneration: async (id, generationId) =>
      write(() => {
        if (callOf(database, id).status !== "settled") update(database, id, { generation_id: generationId })
      }),
    spent: async (query) => read(() => sum(database, query)),
    record: async (verdict) =>
      write(() => {
        const subject = verdict.subject && redact(verdict.subject).slice(0, SUBJECT_CHARACTERS)
        const reason = verdict.reason && redact(verdict.reason)
        const values = verdictValues({ ...verdict, subject, reason })
        insert(database, "verdicts", { ...values, sequence: nextSequence(database) })
      }),
    calls: async (filter) => read(() => select(database, "calls", "started_at", filter).map(readCall)),
    verdicts: async (filter) => read(() => select(database, "verdicts", "at", filter).map(readVerdict)),
    unsettled: async () =>
      write(() => {
        releaseDead(database, processes)
        const rows = database.query<Row, []>(
          "SELECT * FROM calls WHERE status IN ('estimated', 'unreconciled') ORDER BY sequence",
        )
        return rows.all().map(readCall)
      }),
    close: async () => database.close(),
  }
}

interface FitQuery extends Omit<SpentQuery, "scope"> {
  /** What the call itself holds until now, which counts in every scope that it is in. */
  alreadyHeldNano?: Nano
}

function fit(database: Database, bound: Bound, limits: Limit[], query: FitQuery): HoldOutcome {
  const { alreadyHeldNano = 0n, ...where } = query
  const standings = limits.map(({ scope, limitNano }) => {
    // Nothing counts against a limit on one call before that call.
    if (scope === "call") return { scope, limitNano, spentNano: 0n }
    return { scope, limitNano, spentNano: sum(database, { ...where, scope }).countedNano - alreadyHeldNano }
  })
  return fitBound(bound, standings)
}

/** Answered by an index alone: 100,000 calls of a month take about 30 ms. */
function sum(database: Database, { scope, at, rootSession }: SpentQuery): Spent {
  if (scope === "call") return { countedNano: 0n, pendingNano: 0n }
  const window = isWindowScope(scope) ? windowOf(scope, at) : undefined
  const row = database
    .query<{ counted: bigint; settled: bigint }, Values>(
      `SELECT coalesce(sum(counted_nano), 0) AS counted,
              coalesce(sum(counted_nano) FILTER (WHERE status = 'settled'), 0) AS settled
       FROM counted_calls
       WHERE ${window ? "started_at >= $start AND started_at < $end" : "root_session = $rootSession"}`,
    )
    .get(
      window
        ? { start: window.start.getTime(), end: window.end.getTime() }
        : { rootSession: rootSession ?? "" },
    )
  if (!row) throw new RalexError(`The ledger gave no sum for the ${scope} budget.`)
  return { countedNano: row.counted, pendingNano: row.counted - row.settled }
}

function settle(database: Database, id: string, settlement: Settlement): void {
  const call = callOf(database, id)
  if (call.status === "settled") return
  const generationId = settlement.generationId ?? call.generationId
  update(database, id, settlementValues({ ...settlement, generationId }))
}

/** A dead process settles nothing any more: its holds stay counted, and wait for `reconcile`. */
function releaseDead(database: Database, processes: Processes): void {
  const held = database.query<Row, []>("SELECT * FROM calls WHERE status = 'held'").all()
  for (const row of held) {
    if (!processes.isAlive(readOwner(row))) update(database, String(row.id), { status: "unreconciled" })
  }
}

function callOf(database: Database, id: string): ReturnType<typeof readCall> {
  const row = database.query<Row, [string]>("SELECT * FROM calls WHERE id = ?").get(id)
  if (!row) throw new RalexError(`The ledger has no call ${id}; hold its money first.`)
  return readCall(row)
}

function select(
  database: Database,
  table: string,
  time: string,
  { since, session, after }: ReadFilter,
): Row[] {
  return database
    .query<Row, Values>(
      `SELECT * FROM ${table}
       WHERE ${time} >= $since AND sequence > $after
         AND ($session IS NULL OR session = $session OR root_session = $session)
       ORDER BY sequence`,
    )
    .all({ since: since?.getTime() ?? 0, after: after ?? 0, session: session ?? null })
}

function insert(database: Database, table: string, values: Values): void {
  const names = Object.keys(values)
  const places = names.map((name) => `$${name}`)
  database.query(`INSERT INTO ${table} (${names}) VALUES (${places})`).run(values)
}

function update(database: Database, id: string, values: Values): void {
  const changes = Object.keys(values).map((name) => `${name} = $${name}`)
  database
    .query(`UPDATE calls SET ${changes}, sequence = $sequence WHERE id = $id`)
    .run({ ...values, id, sequence: nextSequence(database) })
}

/** Inside the write transaction, so numbers appear in order and a reader who follows them misses none. */
function nextSequence(database: Database): bigint {
  const row = database.query<{ last: bigint }, []>("UPDATE writes SET last = last + 1 RETURNING last").get()
  if (!row) throw new RalexError("The ledger's counter of writes is missing; put a backup in its place.")
  return row.last
}
