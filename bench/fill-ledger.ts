// Fills a ledger with so many settled calls by plain SQL: 25 calls a turn, 400 a session, over the last 28 days. Its
// tallies are made as for a ledger that had none, where its schema has them.
import { Database } from "bun:sqlite"
import { SQL } from "bun"
import { fillTallies } from "../ledger/metrics/fill-tallies.ts"
import { runToEnd } from "../ledger/store/run-to-end.ts"
import type { Row, Value } from "../ledger/store/store.ts"

const DAY_MS = 86_400_000

/** The columns of a settled call as SQL over a number `n`; both databases understand it. */
const CALLS = `
  INSERT INTO calls (id, sequence, status, started_at, project, session, root_session, run, turn, agent, class, tier,
    cause, signals, model_asked, model, provider, held_nano, outcome, cost_nano, baseline_nano, input_tokens,
    output_tokens, model_used, generation_id, time_to_first_token_ms, duration_ms, attempts, owner_host, owner_pid,
    owner_started, key_id, settled_at)
  SELECT 'fill-' || n, n, 'settled', START + CAST(n AS BIGINT) * STEP, '/project', 's' || (n / 400), 's' || (n / 400), 'run', 't' || (n / 25),
    'build', 'simple', 'cheap', 'classified', '[]', 'auto', 'google/gemini-3.8-flash', 'openrouter', 90000, 'ok', 30000,
    90000, 9000, 300, 'google/gemini-3.8-flash', 'gen-' || n, 400, 4000, 1, 'host', 1, '', 'key', START + CAST(n AS BIGINT) * STEP
  FROM NUMBERS`
const COUNTERS = `
  INSERT INTO counters SELECT '["turn","t' || n || '"]', 750000, 0, 25 FROM NUMBERS`
const HOURS = `
  INSERT INTO hours SELECT (START + CAST(n AS BIGINT) * STEP * 40) / 3600000 * 3600000, '/project', 's' || n, 'build', 'cheap', 'simple',
    'google/gemini-3.8-flash', 'openrouter', 40, 1200000, 0, 0, 3600000, 0, 360000, 0, 0, 12000, 0, 0, 0,
    '{"69":40}', '{"96":40}' FROM NUMBERS`
const WRITES = "UPDATE writes SET last = COUNT"

export async function fillLedger(address: string, count: number): Promise<void> {
  const step = Math.floor((28 * DAY_MS) / count)
  const statements = [
    numbered(CALLS, count),
    numbered(COUNTERS, Math.floor(count / 25)),
    numbered(HOURS, Math.floor(count / 40)),
    WRITES,
  ].map((sql) =>
    sql
      .replaceAll("START", String(Date.now() - 28 * DAY_MS))
      .replaceAll("STEP", String(step))
      .replaceAll("COUNT", String(count)),
  )
  if (address.startsWith("sqlite:")) fillFile(address.slice("sqlite:".length), statements)
  else await fillDatabase(address, statements)
}

function numbered(sql: string, count: number): string {
  return sql.replace("NUMBERS", `(SELECT value AS n FROM SERIES(1, ${Math.max(1, count)})) AS numbers`)
}

function fillFile(path: string, statements: string[]): void {
  const database = new Database(path, { safeIntegers: true })
  for (const sql of statements) {
    const series = /SERIES\(1, (\d+)\)/.exec(sql)?.[1]
    const numbers = `WITH RECURSIVE series(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < ${series})`
    database.run(series ? `${numbers} ${sql.replace(/SERIES\(1, \d+\)/, "series")}` : sql)
  }
  if (database.query("SELECT 1 FROM sqlite_master WHERE name = 'tallies'").get())
    runToEnd(fillTallies(), ({ sql, values }) =>
      database.query<Row, Value[]>(sql.replaceAll(/\$(?=\d)/g, "?")).all(...values),
    )
  database.run("ANALYZE")
  database.close()
}

async function fillDatabase(url: string, statements: string[]): Promise<void> {
  const sql = new SQL(url, { max: 1, bigint: true, connection: { search_path: "ralex" } })
  for (const text of statements)
    await sql.unsafe(text.replace(/SERIES\(1, (\d+)\)/, "generate_series(1, $1) AS value"))
  const [has] = await sql.unsafe("SELECT to_regclass('tallies') IS NOT NULL AS tallies")
  const work = fillTallies()
  for (let step = work.next(); has.tallies && !step.done; )
    step = work.next(await sql.unsafe(step.value.sql, step.value.values))
  await sql.unsafe("ANALYZE")
  await sql.close()
}
