// A store in PostgreSQL, for teams and CI fleets that share one budget. Its clock is the ledger's, since machines'
// clocks differ.
import { SQL } from "bun"
import { RalexError } from "../../config/index.ts"
import { LedgerUnreachable } from "../ledger-unreachable.ts"
import { migratePostgres } from "./migrate-postgres.ts"
import type { Row, Statement, Store, Value, Work } from "./store.ts"

/** Of a statement or a connection; a healthy server answers in milliseconds, and a person waits. */
const TIMEOUT_MS = 10_000

/** Machines whose clocks differ by less keep their own time. */
const SAME_CLOCK_MS = 2_000

export const SCHEMA = "ralex"

type Connection = Pick<SQL, "unsafe">

/** @throws {RalexError} when the database can not be used; {LedgerUnreachable} when it can not be reached. */
export async function openPostgresStore(url: string): Promise<Store> {
  const place = placeOf(url)
  const sql = connect(url, place)
  const explained = <T>(work: () => Promise<T>) => explain(place, () => withTimeout(work()))
  await explained(() => migratePostgres(sql, place)).catch(async (error) => {
    await sql.close({ timeout: 0 }).catch(() => {})
    throw error
  })
  return {
    read: (work) => explained(() => run(sql, work())),
    write: (work) =>
      explained(() => sql.begin(async (transaction) => run(transaction, work(await lock(transaction))))),
    close: () => sql.close({ timeout: 1 }),
  }
}

/** Two connections: one that writes, one that reads beside it. */
function connect(url: string, place: string): SQL {
  try {
    return new SQL(url, {
      adapter: "postgres",
      bigint: true,
      max: 2,
      connectionTimeout: TIMEOUT_MS / 1_000,
      connection: { search_path: SCHEMA, statement_timeout: String(TIMEOUT_MS), application_name: "ralex" },
    })
  } catch {
    throw new RalexError(
      `RALEX_LEDGER names no PostgreSQL database (${place}); write postgres://user:password@host/database.`,
    )
  }
}

/** Waits for its turn to write. @returns what the database's clock is ahead of this one, in milliseconds. */
async function lock(transaction: Connection): Promise<number> {
  const [row] = await transaction.unsafe(
    "UPDATE writes SET last = last RETURNING CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
  )
  const skew = Number(row.now) - Date.now()
  return Math.abs(skew) < SAME_CLOCK_MS ? 0 : skew
}

async function run<T>(connection: Connection, work: Work<T>): Promise<T> {
  let step = work.next()
  while (!step.done) step = work.next(await answer(connection, step.value))
  return step.value
}

async function answer(connection: Connection, { sql, values }: Statement): Promise<Row[]> {
  const rows = (await connection.unsafe(sql, values as Value[])) as Row[]
  return [...rows]
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), TIMEOUT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {}) // a late failure has nobody to hear it
  }
}

/** Never says the address as it was given: it holds a password. */
async function explain<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (RalexError.isInstance(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (isAnswer(error))
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

/** The server said no, rather than nothing; class 57 is its own shutdown, 53 its lack of room. */
function isAnswer(error: unknown): boolean {
  const state = error instanceof SQL.PostgresError ? String(error.errno ?? "") : ""
  return state !== "" && !/^(?:57|08)/.test(state)
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return "an address that is no URL"
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
