// Hours added up for charts and tables: by stretches of time and by what calls have in common, of a part of the calls.
// It reads the sums of hours and never a call.
import { SUMMED } from "./group-totals.ts"
import { sumOfTexts } from "./histogram.ts"
import type { GroupTotals, NamesOf, SumsKey, SumsPart, SumsQuery, TotalsOf } from "./ledger.ts"
import { query, type Row, type Value, type Work } from "./store/store.ts"
import { readTotals } from "./totals.ts"

const HOUR_MS = 60 * 60 * 1000
const BUCKET_MS = { hour: HOUR_MS, day: 24 * HOUR_MS }

const KEYS: Record<SumsKey, string> = {
  model: "model",
  provider: "provider",
  tier: "tier",
  class: "class",
  project: "project",
  session: "root_session",
  agent: "agent",
}

const ORDERS = { dearest: "spent_nano DESC, key", newest: "last_hour DESC, key" }

export function* selectSums(asked: SumsQuery): Work<TotalsOf[]> {
  const { by, bucket, order, most, times = true } = asked
  const { where, values } = hoursOf(asked)
  const sums = SUMMED.map((column) => `CAST(sum(${column}) AS BIGINT) AS ${column}`)
  const columns = [
    `${by ? KEYS[by] : "'all'"} AS key`,
    `${bucket ? `hour / ${BUCKET_MS[bucket]}` : "0"} AS bucket`,
    "min(hour) AS first_hour, max(hour) AS last_hour, max(project) AS of_project, max(provider) AS of_provider",
    ...sums,
    ...(times
      ? ["string_agg(time_to_first_token, '') AS first_tokens, string_agg(duration, '') AS durations"]
      : []),
  ]
  const sorted = order ? ` ORDER BY ${ORDERS[order]}` : ""
  const limit = most === undefined ? "" : ` LIMIT ${Math.trunc(most)}`
  const rows = yield* query(
    `SELECT ${columns.join(", ")} FROM hours WHERE ${where} GROUP BY 1, 2${sorted}${limit}`,
    values,
  )
  return rows.map((row) => readSums(row, asked))
}

/** What such calls have, the most calls first: one look at the hours for all three. */
export function* selectNames(asked: Pick<SumsQuery, "since" | "until">): Work<NamesOf> {
  const { where, values } = hoursOf(asked)
  const rows = yield* query(
    `SELECT project, agent, model, CAST(sum(calls) AS BIGINT) AS calls FROM hours WHERE ${where} GROUP BY 1, 2, 3`,
    values,
  )
  const names = (column: "project" | "agent" | "model") => {
    const counts = new Map<string, number>()
    for (const row of rows) {
      const name = String(row[column])
      counts.set(name, (counts.get(name) ?? 0) + Number(row.calls))
    }
    return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name)
  }
  return { projects: names("project"), agents: names("agent"), models: names("model") }
}

/** How many rows `selectSums` would give without its `most`. */
export function* countSums(asked: SumsQuery): Work<number> {
  const { where, values } = hoursOf(asked)
  const key = asked.by ? KEYS[asked.by] : "'all'"
  const [row] = yield* query(`SELECT count(DISTINCT ${key}) AS found FROM hours WHERE ${where}`, values)
  return Number(row?.found ?? 0)
}

/** The condition for hours of a stretch of time and a part; its values are $1, $2, … */
export function hoursOf({ since, until, part = {} }: Pick<SumsQuery, "since" | "until" | "part">): {
  where: string
  values: Value[]
} {
  const values: Value[] = [since ? hourOf(since) : 0]
  const conditions = ["hour >= $1", "calls <> 0"]
  const also = (condition: string, value: Value) => {
    values.push(value)
    conditions.push(`${condition} $${values.length}`)
  }
  if (until) also("hour <", Math.ceil(until.getTime() / HOUR_MS) * HOUR_MS)
  for (const [key, value] of Object.entries(part) as [keyof SumsPart, string | undefined][])
    if (value !== undefined) also(`${KEYS[key]} =`, value)
  return { where: conditions.join(" AND "), values }
}

function readSums(row: Row, { by, bucket, times = true }: SumsQuery): TotalsOf {
  const key = String(row.key ?? "")
  return {
    ...readTotals(row),
    key: (by === "tier" || by === "class") && key === "" ? "none" : key,
    bucket: bucket ? new Date(Number(row.bucket) * BUCKET_MS[bucket]) : null,
    first: new Date(Number(row.first_hour)),
    last: new Date(Number(row.last_hour)),
    project: String(row.of_project),
    provider: String(row.of_provider),
    ...histogramsOf(row, times),
  }
}

function histogramsOf(row: Row, times: boolean): Pick<GroupTotals, "timeToFirstToken" | "duration"> {
  if (!times) return { timeToFirstToken: {}, duration: {} }
  return {
    timeToFirstToken: sumOfTexts(String(row.first_tokens)),
    duration: sumOfTexts(String(row.durations)),
  }
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS
}
