// Fills a ledger with so many calls and as many verdicts by plain SQL, each a row, with the sums of their hours.
import { Database } from "bun:sqlite"
import { SQL } from "bun"

const DAY_MS = 86_400_000

/** 25 calls a turn, 400 a session, five agents and four models in turn: hours with as many rows as they may have. */
const CALLS = `
  INSERT INTO calls (id, sequence, status, started_at, project, session, root_session, run, turn, agent, class, tier,
    cause, signals, model_asked, model, provider, held_nano, outcome, cost_nano, baseline_nano, cache_saved_nano,
    input_tokens, cached_tokens, output_tokens, model_used, generation_id, time_to_first_token_ms, duration_ms, attempts,
    owner_host, owner_pid, owner_started, key_id, settled_at)
  SELECT 'call-' || n, n, 'settled', START + CAST(n AS BIGINT) * STEP, '/project/' || (n / 40000), 's' || (n / 400),
    's' || (n / 400), 'run', 't' || (n / 25), 'agent-' || (n % 5), 'simple', 'cheap', 'classified', '["short"]', 'auto',
    'maker/model-' || (n % 4), 'openrouter', 90000, CASE WHEN n % 500 = 0 THEN 'overloaded' ELSE 'ok' END, 30000, 90000, 1000, 9000, 5000, 300, 'maker/model-' || (n % 4),
    'gen-' || n, 200 + n % 700, 900 + n % 9000, CASE WHEN n % 200 = 0 THEN 2 ELSE 1 END, 'host', 1, '', 'key', START + CAST(n AS BIGINT) * STEP
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
    sum(output_tokens), 0, sum(CASE WHEN attempts > 1 THEN 1 ELSE 0 END),
    sum(CASE WHEN outcome <> 'ok' THEN 1 ELSE 0 END), '{"61":' || count(*) || ',"' || (62 + min(sequence) % 9) || '":1,"75":1}',
    '{"80":' || count(*) || ',"' || (81 + min(sequence) % 9) || '":1,"105":1}'
  FROM calls GROUP BY started_at / 3600000, project, root_session, agent, tier, class, model_used, provider`

function statements(rows: number, days: number): string[] {
  const constants = {
    START: Date.now() - days * DAY_MS,
    STEP: Math.floor((days * DAY_MS) / rows),
    ROWS: rows,
  }
  return [CALLS, VERDICTS, HOURS, "UPDATE writes SET last = 2 * ROWS"].map((sql) =>
    Object.entries(constants).reduce((text, [name, value]) => text.replaceAll(name, String(value)), sql),
  )
}

/** @returns rows of hours. */
export function fillFile(path: string, rows: number, days: number): number {
  const database = new Database(path)
  const numbers = `(WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${rows}) SELECT n FROM series)`
  for (const sql of statements(rows, days)) database.run(sql.replace("NUMBERS", numbers))
  const hours = database.query<{ count: number }, []>("SELECT count(*) AS count FROM hours").get()?.count ?? 0
  database.close()
  return hours
}

/** The same for PostgreSQL. */
export async function fillDatabase(url: string, rows: number, days: number): Promise<number> {
  const sql = new SQL(url, { max: 1, connection: { search_path: "ralex" } })
  for (const text of statements(rows, days))
    await sql.unsafe(text.replace("NUMBERS", `generate_series(1, ${rows}) AS series(n)`))
  await sql.unsafe("ANALYZE")
  const [found] = await sql.unsafe("SELECT count(*) AS count FROM hours")
  await sql.close()
  return Number(found.count)
}
