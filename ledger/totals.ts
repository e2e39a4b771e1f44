// Calls added up by hour and by all that they have in common, as they are written: what reports and charts read, so
// that a million calls answer as fast as their hours.
import { addTime, type Histogram } from "./histogram.ts"
import type { Call, HourTotals, Totals } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Row, type Value, type Work } from "./store/store.ts"

const HOUR_MS = 60 * 60 * 1000
const KEY = ["hour", "project", "root_session", "agent", "tier", "class", "model", "provider"] as const

/** Takes a call as it was out of its hour and puts it in as it is; `before` is undefined for a new one. */
export function* addToTotals(before: Call | undefined, after: Call): Work<void> {
  if (before && sameKey(keyOf(before), keyOf(after))) return yield* change(after, [before], [after])
  if (before) yield* change(before, [before], [])
  yield* change(after, [], [after])
}

/** Adds to the row of a call's hour where it is; only times need what stands there first. */
function* change(place: Call, out: readonly Call[], into: readonly Call[]): Work<void> {
  const timed = [...out, ...into].some((call) => call.timeToFirstTokenMs !== null || call.durationMs !== null)
  const sums = timed ? yield* read(place) : readTotals({})
  for (const call of out) add(sums, call, -1)
  for (const call of into) add(sums, call, 1)
  yield* write(place, sums, timed ? "put" : "add")
}

/** @param since Its whole hour counts; null is from the beginning. */
export function* selectTotals(since: Date | null): Work<HourTotals[]> {
  const from = since === null ? 0 : hourOf(since)
  const rows = yield* query("SELECT * FROM hours WHERE hour >= $1 AND calls <> 0", [from])
  return rows.map(readHour)
}

/** One call as if it were alone in its hour. */
export function totalsOfCall(call: Call): HourTotals {
  const sums = readTotals({})
  add(sums, call, 1)
  const { project, rootSession, agent, tier, provider } = call
  const model = call.modelUsed ?? call.model
  const hour = new Date(hourOf(call.startedAt))
  return { hour, project, rootSession, agent, tier, class: call.class, model, provider, ...sums }
}

function add(sums: Totals, call: Call, sign: 1 | -1): void {
  const money = BigInt(sign)
  const known = call.status === "settled" || call.status === "estimated"
  sums.calls += sign
  sums.spentNano += known ? money * call.costNano : 0n
  sums.estimatedNano += call.status === "estimated" ? money * call.costNano : 0n
  sums.pendingNano += known ? 0n : money * call.heldNano
  sums.baselineNano += known ? money * call.baselineNano : 0n
  sums.cacheSavedNano += known ? money * call.cacheSavedNano : 0n
  sums.usage.inputTokens += sign * call.usage.inputTokens
  sums.usage.cachedTokens += sign * call.usage.cachedTokens
  sums.usage.cacheWriteTokens += sign * call.usage.cacheWriteTokens
  sums.usage.outputTokens += sign * call.usage.outputTokens
  sums.usage.reasoningTokens += sign * call.usage.reasoningTokens
  sums.fallbacks += call.attempts > 1 ? sign : 0
  sums.errors += isError(call.outcome) ? sign : 0
  addTime(sums.timeToFirstToken, call.timeToFirstTokenMs, sign)
  addTime(sums.duration, call.durationMs, sign)
}

/** A person's own stop is none. */
export function isError(outcome: string | null): boolean {
  return outcome !== null && outcome !== "ok" && outcome !== "aborted"
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS
}

function keyOf(call: Call): Value[] {
  return [
    hourOf(call.startedAt),
    call.project,
    call.rootSession,
    call.agent,
    call.tier ?? "",
    call.class ?? "",
    call.modelUsed ?? call.model,
    call.provider,
  ]
}

function sameKey(a: Value[], b: Value[]): boolean {
  return a.every((value, index) => value === b[index])
}

function* read(call: Call): Work<Totals> {
  const where = KEY.map((column, index) => `${column} = $${index + 1}`)
  const [row] = yield* query(`SELECT * FROM hours WHERE ${where.join(" AND ")}`, keyOf(call))
  return row ? readTotals(row) : readTotals({})
}

/** @param how Whether the row is these sums from now on, or they are added to it, but for the times. */
function* write(call: Call, sums: Totals, how: "put" | "add"): Work<void> {
  const { usage } = sums
  const values = {
    calls: sums.calls,
    spent_nano: sums.spentNano,
    estimated_nano: sums.estimatedNano,
    pending_nano: sums.pendingNano,
    baseline_nano: sums.baselineNano,
    cache_saved_nano: sums.cacheSavedNano,
    input_tokens: usage.inputTokens,
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    fallbacks: sums.fallbacks,
    errors: sums.errors,
    time_to_first_token: JSON.stringify(sums.timeToFirstToken),
    duration: JSON.stringify(sums.duration),
  }
  const key = keyOf(call)
  const keyed = Object.fromEntries(KEY.map((column, index) => [column, key[index] ?? ""]))
  const changes = Object.keys(values)
    .filter((column) => how === "put" || !TIMES.has(column))
    .map((column) => `${column} = ${how === "put" ? "" : `hours.${column} + `}excluded.${column}`)
  yield* insertRow(
    "hours",
    { ...keyed, ...values },
    `ON CONFLICT (${KEY.join(", ")}) DO UPDATE SET ${changes.join(", ")}`,
  )
}

const TIMES = new Set(["time_to_first_token", "duration"])

function readHour(row: Row): HourTotals {
  return {
    hour: new Date(Number(row.hour)),
    project: String(row.project),
    rootSession: String(row.root_session),
    agent: String(row.agent),
    tier: (row.tier || null) as HourTotals["tier"],
    class: (row.class || null) as HourTotals["class"],
    model: String(row.model),
    provider: String(row.provider),
    ...readTotals(row),
  }
}

/** The columns of sums; what a row does not have is nothing. */
export function readTotals(row: Row): Totals {
  const number = (name: string) => Number(row[name] ?? 0)
  const money = (name: string) => BigInt(row[name] ?? 0)
  return {
    calls: number("calls"),
    spentNano: money("spent_nano"),
    estimatedNano: money("estimated_nano"),
    pendingNano: money("pending_nano"),
    baselineNano: money("baseline_nano"),
    cacheSavedNano: money("cache_saved_nano"),
    usage: {
      inputTokens: number("input_tokens"),
      cachedTokens: number("cached_tokens"),
      cacheWriteTokens: number("cache_write_tokens"),
      outputTokens: number("output_tokens"),
      reasoningTokens: number("reasoning_tokens"),
    },
    fallbacks: number("fallbacks"),
    errors: number("errors"),
    timeToFirstToken: JSON.parse(String(row.time_to_first_token ?? "{}")) as Histogram,
    duration: JSON.parse(String(row.duration ?? "{}")) as Histogram,
  }
}
