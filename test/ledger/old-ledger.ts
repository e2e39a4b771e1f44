// A ledger as an earlier Ralex left it: its schema, filled with calls of every kind, and what they add up to.
import { Database } from "bun:sqlite"
import { SQL } from "bun"
import { migrateDatabase } from "../../ledger/store/migrate-database.ts"
import { migratePostgres } from "../../ledger/store/migrate-postgres.ts"
import { migrations } from "../../ledger/store/migrations/index.ts"
import { noon } from "./sample-calls.ts"

export interface RawStore {
  run: (sql: string) => Promise<Record<string, unknown>[]>
  /** To that version, as if it were the newest. */
  migrate: (version: number) => Promise<void>
  close: () => Promise<void>
}

/** The store under an address, without a ledger over it. */
export function openRaw(address: string): RawStore {
  return address.startsWith("sqlite:") ? openSqlite(address.slice("sqlite:".length)) : openPostgres(address)
}

function openSqlite(path: string): RawStore {
  const database = new Database(path, { create: true, strict: true, safeIntegers: true })
  database.run("PRAGMA journal_mode = WAL")
  return {
    run: async (sql) => database.query<Record<string, unknown>, []>(sql).all(),
    migrate: async (version) => migrateDatabase(database, path, migrations.slice(0, version)),
    close: async () => database.close(),
  }
}

function openPostgres(url: string): RawStore {
  const sql = new SQL(url, { max: 1, bigint: true, connection: { search_path: "ralex" } })
  return {
    run: async (statement) => [...(await sql.unsafe(statement))],
    migrate: (version) =>
      migratePostgres(sql, "test", { timeoutMs: 10_000, migrations: migrations.slice(0, version) }),
    close: () => sql.close(),
  }
}

export const OLD_CALLS = 120

const STATUSES = ["settled", "estimated", "unreconciled", "settled"] as const
const statusOf = (index: number) => STATUSES[index % STATUSES.length] ?? "settled"
const heldOf = (index: number) => 100 + index
const costOf = (index: number) => (statusOf(index) === "unreconciled" ? 0 : (index * 7) % 150)
/** An hour and a bit apart. */
const startOf = (index: number) => noon.getTime() - index * 4_000_000

/** What call `index` counts as. */
function countedOf(index: number): bigint {
  const [held, cost] = [heldOf(index), costOf(index)]
  return BigInt(statusOf(index) === "settled" ? cost : Math.max(held, cost))
}

/** What the old calls add up to, of those that `filter` takes. */
export function oldSum(filter: (index: number) => boolean): bigint {
  return indices()
    .filter(filter)
    .reduce((sum, index) => sum + countedOf(index), 0n)
}

export const isToday = (index: number) => startOf(index) >= Date.parse("2026-11-19")
export const isOfSession = (session: number) => (index: number) => index % 3 === session
export const isOfAgent = (agent: number) => (index: number) => index % 2 === agent

function indices(): number[] {
  return Array.from({ length: OLD_CALLS }, (_, index) => index)
}

/** Schema 1 with its rows, brought to `version` as the Ralex of that version would have. */
export async function makeOldLedger(address: string, version: number): Promise<void> {
  const store = openRaw(address)
  await store.migrate(1)
  for (const index of indices()) await store.run(insertCall(index))
  await store.run(`UPDATE writes SET last = ${OLD_CALLS}`)
  await store.run(
    `INSERT INTO verdicts VALUES (0, ${noon.getTime()}, '/p', 's', 's', 'build', 'bash', 'deny', 'core.x', 'why', 'rm')`,
  )
  if (version > 1) await store.migrate(version)
  await store.close()
}

function insertCall(index: number): string {
  const status = statusOf(index)
  const done = status === "unreconciled" ? "NULL" : "'ok'"
  const values = {
    id: `'old-${index}'`,
    sequence: index + 1,
    status: `'${status}'`,
    started_at: startOf(index),
    project: "'/project'",
    session: "'child'",
    root_session: `'root-${index % 3}'`,
    run: "'run'",
    turn: `'turn-${Math.floor(index / 10)}'`,
    agent: `'agent-${index % 2}'`,
    class: index % 5 === 0 ? "NULL" : "'simple'",
    tier: index % 7 === 0 ? "NULL" : "'cheap'",
    cause: "'class'",
    signals: "'[]'",
    model_asked: "'auto'",
    model: "'a/b'",
    provider: "'openrouter'",
    held_nano: heldOf(index),
    outcome: done,
    cost_nano: costOf(index),
    model_used: status === "settled" ? "'a/used'" : "NULL",
    duration_ms: status === "settled" ? 1_500 : "NULL",
    attempts: 1,
    owner_host: "'another-machine'",
    owner_pid: 7,
    owner_started: "''",
  }
  return `INSERT INTO calls (${Object.keys(values).join(", ")}) VALUES (${Object.values(values).join(", ")})`
}
