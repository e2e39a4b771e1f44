// One process of the bench: pairs of hold and settle, each beside a pair of plain transactions (one insert of a row
// as wide, one update of it) in the same store. Prints its times as JSON.
import { Database } from "bun:sqlite"
import { SQL } from "bun"
import { openLedger } from "../ledger/index.ts"
import { callStart, fixedBound, settlement } from "../test/ledger/sample-calls.ts"

export interface Measured {
  ledgerMs: number[]
  plainMs: number[]
}

const [address = "", count = "0", pauseMs = "0"] = process.argv.slice(2)
const TABLE =
  "CREATE TABLE IF NOT EXISTS plain (id TEXT PRIMARY KEY, text TEXT NOT NULL, cost BIGINT NOT NULL)"
const TEXT = JSON.stringify(callStart())
const WARM_UP = 20
const LIMIT = 10n ** 18n

const plain = address.startsWith("sqlite:")
  ? plainFile(address.slice("sqlite:".length))
  : await plainDatabase(address)
const ledger = await openLedger(address)
const measured: Measured = { ledgerMs: [], plainMs: [] }
for (let index = 0; index < Number(count) + WARM_UP; index++) {
  const ledgerMs = await timed(pair)
  const plainMs = await timed(plain)
  if (Number(pauseMs) > 0) await Bun.sleep(Number(pauseMs))
  if (index < WARM_UP) continue
  measured.ledgerMs.push(ledgerMs)
  measured.plainMs.push(plainMs)
}
await ledger.close()
console.log(JSON.stringify(measured))
process.exit(0)

async function pair(): Promise<void> {
  const start = callStart({ startedAt: new Date() })
  const limits = (["session", "daily", "weekly", "monthly"] as const).map((scope) => ({
    scope,
    limitNano: LIMIT,
  }))
  await ledger.hold(start, fixedBound(90_000n), limits)
  await ledger.settle(start.id, settlement(30_000n))
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function plainFile(path: string): () => Promise<void> {
  const database = new Database(path)
  database.run("PRAGMA busy_timeout = 5000")
  database.run("PRAGMA journal_mode = WAL")
  database.run("PRAGMA synchronous = NORMAL")
  database.run(TABLE)
  const insert = database.prepare("INSERT INTO plain VALUES (?1, ?2, ?3)")
  const update = database.prepare("UPDATE plain SET cost = ?2 WHERE id = ?1")
  return async () => {
    const id = crypto.randomUUID()
    database.transaction(() => insert.run(id, TEXT, 90_000)).immediate()
    database.transaction(() => update.run(id, 30_000)).immediate()
  }
}

async function plainDatabase(url: string): Promise<() => Promise<void>> {
  const sql = new SQL(url, { max: 1 })
  await sql.unsafe(TABLE).catch(() => {}) // another process made it just now
  return async () => {
    const id = crypto.randomUUID()
    await sql.begin(async (transaction) =>
      transaction.unsafe("INSERT INTO plain VALUES ($1, $2, $3)", [id, TEXT, 90_000]),
    )
    await sql.begin(async (transaction) =>
      transaction.unsafe("UPDATE plain SET cost = $2 WHERE id = $1", [id, 30_000]),
    )
  }
}
