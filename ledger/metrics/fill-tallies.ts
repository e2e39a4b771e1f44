// The tallies of a ledger that had none: from its rows, and of calls whose rows are deleted from what their hours keep.
import { sumOfTexts, timeInBucket } from "../histogram.ts"
import type { Usage } from "../ledger.ts"
import { query, type Row, type Work } from "../store/store.ts"
import { addTallies, type Tally } from "./tally.ts"
import { NO_TIER, tokenKinds } from "./tally-call.ts"
import { tallyAlert } from "./tally-verdict.ts"
import { boundFor, type Timed } from "./time-bounds.ts"

/** Calls of deleted rows that went wrong, in one way or another. */
const FAILED = "error"

export function* fillTallies(): Work<void> {
  const rows = yield* query(OF_ROWS)
  const hours = yield* query(OF_HOURS)
  const deleted = hours.map((hour) =>
    less(
      hour,
      rows.filter((row) => kindOf(row) === kindOf(hour)),
    ),
  )
  const settled = rows.filter(({ status }) => status === "settled")
  const tallies = [
    ...rows.flatMap(endsOf),
    ...deleted.flatMap(deletedEndsOf),
    ...[...settled, ...deleted].flatMap(moneyOf),
    ...hours.flatMap(timesOf),
    ...(yield* query(VERDICTS)).map(verdictOf),
    ...(yield* query("SELECT key, level FROM alerts")).flatMap(({ key, level }) =>
      tallyAlert({ key: String(key), level: level as "info" }),
    ),
  ]
  for (const tally of tallies) yield* addTallies([tally])
}

const SUMS = [
  "cost_nano",
  "baseline_nano",
  "saved_nano",
  "extra_nano",
  "cache_saved_nano",
  "input_tokens",
  "cached_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
]

const OF_ROWS = `
  SELECT coalesce(tier, '') AS tier, coalesce(model_used, model) AS model, status, outcome, cause, count(*) AS calls,
    ${SUMS.map((name) => `CAST(sum(${name}) AS BIGINT) AS ${name}`).join(", ")}
  FROM (SELECT *,
      CASE WHEN baseline_nano > cost_nano THEN baseline_nano - cost_nano ELSE 0 END AS saved_nano,
      CASE WHEN cost_nano > baseline_nano THEN cost_nano - baseline_nano ELSE 0 END AS extra_nano
    FROM calls) AS each_call
  GROUP BY 1, 2, status, outcome, cause`

const HOUR_SUMS = SUMS.filter((name) => !["cost_nano", "saved_nano", "extra_nano"].includes(name))

const OF_HOURS = `
  SELECT tier, model, CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(errors) AS BIGINT) AS errors,
    CAST(sum(spent_nano) AS BIGINT) AS cost_nano,
    ${HOUR_SUMS.map((name) => `CAST(sum(${name}) AS BIGINT) AS ${name}`).join(", ")},
    string_agg(time_to_first_token, '') AS times_to_first_token, string_agg(duration, '') AS durations
  FROM hours GROUP BY tier, model`

const VERDICTS = `
  SELECT verdict, lifted, coalesce(rule, '') AS rule, tool, count(*) AS judged FROM verdicts
  GROUP BY verdict, lifted, coalesce(rule, ''), tool`

function kindOf({ tier, model }: Row): string {
  return JSON.stringify([tier, model])
}

function labelsOf({ tier, model }: Row): [string, string] {
  return [String(tier || NO_TIER), String(model)]
}

function sum(rows: readonly Row[], of: (row: Row) => Row[string] | undefined): bigint {
  return rows.reduce((all, row) => all + BigInt(of(row) ?? 0), 0n)
}

/** What of an hour's kind has no row any more; all of it was settled. */
function less(hour: Row, rows: readonly Row[]): Row {
  const known = rows.filter(({ status }) => status === "settled" || status === "estimated")
  const isMoney = (name: string) => name.endsWith("_nano")
  const left = (name: string) =>
    BigInt(hour[name] ?? 0) - sum(isMoney(name) ? known : rows, (row) => row[name])
  const saved = left("baseline_nano") - left("cost_nano")
  const errors = sum(rows.filter(isError), ({ calls }) => calls)
  return {
    ...hour,
    ...Object.fromEntries(["calls", "cost_nano", ...HOUR_SUMS].map((name) => [name, left(name)])),
    errors: BigInt(hour.errors ?? 0) - errors,
    saved_nano: saved > 0n ? saved : 0n,
    extra_nano: saved < 0n ? -saved : 0n,
  }
}

function isError({ outcome }: Row): boolean {
  return outcome !== null && outcome !== "ok" && outcome !== "aborted"
}

function endsOf(row: Row): Tally[] {
  if (row.outcome === null) return []
  const amount = BigInt(row.calls ?? 0)
  return [
    { of: "requests", labels: [...labelsOf(row), String(row.outcome)], amount },
    { of: "causes", labels: [String(row.cause)], amount },
  ]
}

function deletedEndsOf(row: Row): Tally[] {
  const [calls, errors] = [BigInt(row.calls ?? 0), BigInt(row.errors ?? 0)]
  return [
    { of: "requests", labels: [...labelsOf(row), "ok"], amount: calls - errors },
    { of: "requests", labels: [...labelsOf(row), FAILED], amount: errors },
  ]
}

function moneyOf(row: Row): Tally[] {
  const labels = labelsOf(row)
  const tokens = (name: string) => Number(row[`${name}_tokens`] ?? 0)
  const usage: Usage = {
    inputTokens: tokens("input"),
    cachedTokens: tokens("cached"),
    cacheWriteTokens: tokens("cache_write"),
    outputTokens: tokens("output"),
    reasoningTokens: tokens("reasoning"),
  }
  const money = (["cost", "baseline", "saved", "extra"] as const).map((of) => ({
    ...{ of, labels },
    amount: BigInt(row[`${of}_nano`] ?? 0),
  }))
  const cacheSaved = BigInt(row.cache_saved_nano ?? 0)
  return [
    ...money,
    { of: "cache-saved", labels, amount: cacheSaved > 0n ? cacheSaved : 0n },
    ...Object.entries(tokenKinds(usage)).map(([kind, count]) => ({
      ...{ of: "tokens" as const, labels: [...labels, kind] },
      amount: BigInt(count),
    })),
  ]
}

function timesOf(hour: Row): Tally[] {
  return [
    ...timeOf("first-token", labelsOf(hour), String(hour.times_to_first_token)),
    ...timeOf("duration", labelsOf(hour), String(hour.durations)),
  ]
}

/** Hours keep times to within 4.5 %. */
function timeOf(timed: Exclude<Timed, "overhead">, labels: string[], texts: string): Tally[] {
  return Object.entries(sumOfTexts(texts)).flatMap(([bucket, count]): Tally[] => {
    const ms = timeInBucket(bucket)
    return [
      { of: timed, labels: [...labels, boundFor(timed, ms)], amount: BigInt(count) },
      { of: `${timed}-ms`, labels, amount: BigInt(ms * count) },
    ]
  })
}

function verdictOf({ verdict, lifted, rule, tool, judged }: Row): Tally {
  const labels = [lifted ? "lifted" : String(verdict), String(rule), String(tool)]
  return { of: "verdicts", labels, amount: BigInt(judged ?? 0) }
}
