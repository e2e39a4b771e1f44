// How long `ralex report` takes, as a person runs it, over a ledger of a million calls and a million verdicts.
// `bun bench/report-million.ts [--rows 1000000] [--postgres URL]`
import { Database } from "bun:sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { SQL } from "bun"
import { openLedger } from "../ledger/index.ts"

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, postgres: { type: "string" } },
})
const rows = Number(values.rows)
const runs = 5

const DAY_MS = 86_400_000

/** 25 calls a turn, 400 a session, five agents and four models in turn: hours with as many rows as they may have. */
const CALLS = `
  INSERT INTO calls (id, sequence, status, started_at, project, session, root_session, run, turn, agent, class, tier,
    cause, signals, model_asked, model, provider, held_nano, outcome, cost_nano, baseline_nano, cache_saved_nano,
    input_tokens, cached_tokens, output_tokens, model_used, generation_id, time_to_first_token_ms, duration_ms, attempts,
    owner_host, owner_pid, owner_started, key_id, settled_at)
  SELECT 'call-' || n, n, 'settled', START + CAST(n AS BIGINT) * STEP, '/project/' || (n / 40000), 's' || (n / 400),
    's' || (n / 400), 'run', 't' || (n / 25), 'agent-' || (n % 5), 'simple', 'cheap', 'classified', '["short"]', 'auto',
    'maker/model-' || (n % 4), 'openrouter', 90000, 'ok', 30000, 90000, 1000, 9000, 5000, 300, 'maker/model-' || (n % 4),
    'gen-' || n, 200 + n % 700, 900 + n % 9000, 1, 'host', 1, '', 'key', START + CAST(n AS BIGINT) * STEP
  FROM NUMBERS`

const VERDICTS = `
  INSERT INTO verdicts (sequence, at, project, session, root_session, agent, tool, verdict, rule, reason, subject)
  SELECT ROWS + n, START + CAST(n AS BIGINT) * STEP, '/project', 's' || (n / 400), 's' || (n / 400), 'agent-0', 'bash',
    CASE WHEN n % 50 = 0 THEN 'deny' ELSE 'allow' END, CASE WHEN n % 50 = 0 THEN 'core.rule-' || (n % 20) END,
    CASE WHEN n % 50 = 0 THEN 'it throws work away' END, CASE WHEN n % 50 = 0 THEN 'git reset --hard' END
  FROM NUMBERS`

/** The sums as writing call by call leaves them, but for their histograms, which are those of a usual hour. */
const HOURS = `
  INSERT INTO hours SELECT started_at / 3600000 * 3600000, project, root_session, agent, tier, class, model_used, provider,
    count(*), sum(cost_nano), 0, 0, sum(baseline_nano), sum(cache_saved_nano), sum(input_tokens), sum(cached_tokens), 0,
    sum(output_tokens), 0, 0, 0, '{"61":' || count(*) || ',"' || (62 + min(sequence) % 9) || '":1,"75":1}',
    '{"80":' || count(*) || ',"' || (81 + min(sequence) % 9) || '":1,"105":1}'
  FROM calls GROUP BY started_at / 3600000, project, root_session, agent, tier, class, model_used, provider`

function statements(days: number): string[] {
  const constants = {
    START: Date.now() - days * DAY_MS,
    STEP: Math.floor((days * DAY_MS) / rows),
    ROWS: rows,
  }
  return [CALLS, VERDICTS, HOURS, "UPDATE writes SET last = 2 * ROWS"].map((sql) =>
    Object.entries(constants).reduce((text, [name, value]) => text.replaceAll(name, String(value)), sql),
  )
}

function fillFile(path: string, days: number): number {
  const database = new Database(path)
  const numbers = `(WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${rows}) SELECT n FROM series)`
  for (const sql of statements(days)) database.run(sql.replace("NUMBERS", numbers))
  const hours = database.query<{ count: number }, []>("SELECT count(*) AS count FROM hours").get()?.count ?? 0
  database.close()
  return hours
}

async function fillDatabase(url: string, days: number): Promise<number> {
  const sql = new SQL(url, { max: 1, connection: { search_path: "ralex" } })
  for (const text of statements(days))
    await sql.unsafe(text.replace("NUMBERS", `generate_series(1, ${rows}) AS series(n)`))
  await sql.unsafe("ANALYZE")
  const [found] = await sql.unsafe("SELECT count(*) AS count FROM hours")
  await sql.close()
  return Number(found.count)
}

interface Took {
  wall: number
  /** What the process itself worked: on a busy machine this is what tells. A PostgreSQL server's work is not in it. */
  cpu: number
}

async function secondsOf(words: string[], address: string, home: string): Promise<Took> {
  const took: Took[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "..", "cli", "main.ts"), ...words], {
      cwd: home,
      env: { HOME: home, RALEX_LEDGER: address },
      stdout: "pipe",
      stderr: "inherit",
    })
    const out = await child.stdout.text()
    if ((await child.exited) !== 0 || out === "") throw new Error(`ralex ${words.join(" ")} failed`)
    const wall = (performance.now() - start) / 1000
    took.push({ wall, cpu: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 })
  }
  return { wall: median(took.map(({ wall }) => wall)), cpu: median(took.map(({ cpu }) => cpu)) }
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const commands = [
  ["--version"],
  ["report", "--json"],
  ["report", "--by", "model"],
  ["report", "--by", "session", "--csv"],
  ["report", "--by", "day", "--since", "7d"],
  ["report", "--since", "24h"],
  ["budget"],
]

async function measure(
  address: string,
  store: string,
  days: number,
  fill: () => number | Promise<number>,
): Promise<void> {
  await (await openLedger(address)).close()
  const hours = await fill()
  for (const words of commands) {
    const { wall, cpu } = await secondsOf(words, address, folder)
    console.log(
      `| ${store} | ${days} | ${hours} | ralex ${words.join(" ")} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} |`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
try {
  console.log(
    `${rows} calls and as many verdicts; median of ${runs} processes; load before: ${loadavg()[0]?.toFixed(2)}\n`,
  )
  console.log("| store | days | rows of hours | command | seconds | CPU seconds |\n|---|---|---|---|---|---|")
  for (const days of [28, 365]) {
    const path = join(folder, `ledger-${days}.db`)
    await measure(`sqlite:${path}`, "SQLite", days, () => fillFile(path, days))
    rmSync(path)
  }
  if (values.postgres) {
    const url = values.postgres
    await measure(url, "PostgreSQL", 365, () => fillDatabase(url, 365))
  }
} finally {
  rmSync(folder, { recursive: true })
}
