// A store in PostgreSQL, for teams and CI fleets that share one budget. Its clock is the ledger's, since machines'
// clocks differ.
import { SQL } from "bun"
import { RalexError } from "../../config/index.ts"
import { LedgerUnreachable } from "../ledger-unreachable.ts"
import { isUpToDate, migratePostgres, refuseOtherSchema } from "./migrate-postgres.ts"
import { type Row, type Statement, type Store, storable, type Value, type Work } from "./store.ts"

/** Of a statement or a connection; a healthy server answers in milliseconds, and a person waits. */
const TIMEOUT_MS = 10_000

/** Of bringing the tables to a new schema, or of waiting for another process that does. */
const MIGRATION_MS = 10 * 60_000

/** What is under way gets so long to end. */
const CLOSE_S = 1

/** Machines whose clocks differ by less keep their own time. */
const SAME_CLOCK_MS = 2_000

export const SCHEMA = "ralex"

type Connection = Pick<SQL, "unsafe">

/** @throws {RalexError} when the database can not be used; {LedgerUnreachable} when it can not be reached. */
export async function openPostgresStore(url: string, timeoutMs = TIMEOUT_MS): Promise<Store> {
  const place = placeOf(url)
  const sql = connect(url, timeoutMs)
  const transact = <T>(mode: string, work: (connection: Connection) => Promise<T>): Promise<T> =>
    explain(place, () =>
      withTimeout(timeoutMs, (answered) => sql.begin(mode, (one) => work(watched(one, answered)))),
    )
  await explain(place, () => bringUpToDate(sql, place, timeoutMs)).catch((error) => {
    closeSoon(sql)
    throw error
  })
  // Known from the first write, which every ledger begins with.
  let skewMs = 0
  return {
    read: (work) =>
      transact("ISOLATION LEVEL REPEATABLE READ READ ONLY", (connection) => run(connection, work(skewMs))),
    write: (work) =>
      transact("READ WRITE", async (connection) => {
        skewMs = await lock(connection, place)
        return run(connection, work(skewMs))
      }),
    close: () => closeSoon(sql),
  }
}

async function bringUpToDate(sql: SQL, place: string, timeoutMs: number): Promise<void> {
  if (await withTimeout(timeoutMs, () => isUpToDate(sql))) return
  await withTimeout(MIGRATION_MS, () => migratePostgres(sql, place, { timeoutMs: MIGRATION_MS }))
}

/** A pool that waits for a connection may never say that it is closed (Bun 1.3.14), so nobody waits for it for long. */
async function closeSoon(sql: SQL): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, CLOSE_S * 2_000)
  await Promise.race([sql.close({ timeout: CLOSE_S }).catch(() => {}), late.promise])
  clearTimeout(timer)
}

/** Two connections: one that writes, one that reads beside it. */
function connect(url: string, timeoutMs: number): SQL {
  try {
    return new SQL(url, {
      adapter: "postgres",
      bigint: true,
      max: 2,
      connectionTimeout: timeoutMs / 1_000,
      connection: {
        search_path: SCHEMA,
        statement_timeout: String(timeoutMs),
        // A machine that is gone in the middle of a write must not keep all others waiting.
        idle_in_transaction_session_timeout: String(timeoutMs),
        application_name: "ralex",
      },
    })
  } catch {
    throw noAddress()
  }
}

/** Waits for its turn to write. @returns what the database's clock is ahead of this one, in milliseconds. */
async function lock(transaction: Connection, place: string): Promise<number> {
  const [row] = await transaction.unsafe(
    `UPDATE writes SET last = last RETURNING (SELECT version FROM schema_version) AS version,
       CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now`,
  )
  refuseOtherSchema(Number(row.version), place)
  const skew = Number(row.now) - Date.now()
  return Math.abs(skew) < SAME_CLOCK_MS ? 0 : skew
}

async function run<T>(connection: Connection, work: Work<T>): Promise<T> {
  let step = work.next()
  while (!step.done) step = work.next(await answer(connection, step.value))
  return step.value
}

async function answer(connection: Connection, { sql, values }: Statement): Promise<Row[]> {
  const rows = (await connection.unsafe(sql, values.map(storable))) as Row[]
  return [...rows]
}

/** Says when it answered. @throws when its work was given up meanwhile, so that none of it is written. */
function watched(connection: Connection, answered: () => void): Connection {
  const unsafe = async (sql: string, values?: Value[]) => {
    answered()
    const rows = await connection.unsafe(sql, values)
    answered()
    return rows
  }
  return { unsafe: unsafe as Connection["unsafe"] }
}

/** Gives up when nothing was answered for a while, how long soever all of it takes. */
async function withTimeout<T>(timeoutMs: number, work: (answered: () => void) => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  let over = false
  const giveUp = () => {
    over = true
    late.reject(new Error(NO_ANSWER))
  }
  let timer = setTimeout(giveUp, timeoutMs)
  const working = work(() => {
    if (over) throw new Error(NO_ANSWER)
    clearTimeout(timer)
    timer = setTimeout(giveUp, timeoutMs)
  })
  try {
    return await Promise.race([working, late.promise])
  } finally {
    clearTimeout(timer)
    working.catch(() => {}) // a late failure has nobody to hear it
  }
}

const NO_ANSWER = "no answer in time"

/** Never says the address as it was given: it holds a password. */
async function explain<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (RalexError.isInstance(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (!isSilence(error))
      throw new RalexError(
        `The ledger in PostgreSQL at ${place} can not be used (${reason}); see to its database and rights, or name another with RALEX_LEDGER.`,
        { cause: error },
      )
    throw new LedgerUnreachable(
      `The ledger in PostgreSQL at ${place} does not answer (${reason}); see that it runs and can be reached, or name another with RALEX_LEDGER.`,
      { cause: error },
    )
  }
}

/**
 * The server said nothing, or that it can not now: class 57 is its shutdown, 53 its lack of room, 08 a lost connection,
 * 25006 a stand-in that only reads.
 */
function isSilence(error: unknown): boolean {
  const state = error instanceof SQL.PostgresError ? String(error.errno ?? "") : ""
  if (state !== "") return /^(?:57|53|08|25006)/.test(state)
  return !(error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError)
}

/** @throws {RalexError} for what is no address of a database. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) throw noAddress()
  const { host, pathname, search, hash } = new URL(url)
  // A "/", "?" or "#" in a password that is not escaped ends the host: half the password would pass for a place.
  if (`${pathname}${search}${hash}`.includes("@")) throw noAddress()
  return `${host}${pathname}`
}

function noAddress(): RalexError {
  return new RalexError(
    "RALEX_LEDGER names no PostgreSQL database; write postgres://user:password@host/database, with %-escapes for the password's special characters.",
  )
}
