// Hours added up by what their calls have in common, in the store itself: a report of a year does not read its hours.
import { sumOfTexts } from "./histogram.ts"
import type { Call, GroupQuery, GroupTotals, HourTotals, TotalsGroup } from "./ledger.ts"
import { query, type Value, type Work } from "./store/store.ts"
import { readTotals, totalsOfCall } from "./totals.ts"

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

const KEYS: Record<TotalsGroup, string> = {
  model: "model",
  tier: "tier",
  project: "project",
  session: "root_session",
  agent: "agent",
  day: `hour / ${DAY_MS}`,
}

/** The columns of an hour that are added up. */
export const SUMMED = [
  "calls",
  "spent_nano",
  "estimated_nano",
  "pending_nano",
  "baseline_nano",
  "cache_saved_nano",
  "input_tokens",
  "cached_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "fallbacks",
  "errors",
]

export function* selectGroupTotals({ since, until, by }: GroupQuery): Work<GroupTotals[]> {
  const sums = SUMMED.map((column) => `CAST(sum(${column}) AS BIGINT) AS ${column}`)
  const rows = yield* query(
    `SELECT ${by ? KEYS[by] : "'all'"} AS key, ${sums.join(", ")},
       string_agg(time_to_first_token, '') AS times_to_first_token, string_agg(duration, '') AS durations
     FROM hours WHERE hour >= $1 AND calls <> 0${until ? " AND hour < $2" : ""} GROUP BY 1`,
    [since ? hourOf(since) : 0, ...(until ? [hourOf(until)] : [])],
  )
  return rows.map((row) => ({
    ...readTotals(row),
    key: by ? keyOf(row.key ?? "", by) : "all",
    timeToFirstToken: sumOfTexts(String(row.times_to_first_token)),
    duration: sumOfTexts(String(row.durations)),
  }))
}

/** Calls of a part of an hour, each for itself. */
export function groupTotalsOfCalls(calls: Call[], by: TotalsGroup | undefined): GroupTotals[] {
  return calls.map((call) => {
    const totals = totalsOfCall(call)
    return { ...totals, key: by ? keyOf(columnOf(totals, by), by) : "all" }
  })
}

function columnOf(row: HourTotals, by: TotalsGroup): Value {
  if (by === "session") return row.rootSession
  if (by === "day") return Math.floor(row.hour.getTime() / DAY_MS)
  return row[by] ?? ""
}

function keyOf(column: Value, by: TotalsGroup): string {
  if (by === "day") return new Date(Number(column) * DAY_MS).toISOString().slice(0, 10)
  return by === "tier" && column === "" ? "none" : String(column)
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS
}
