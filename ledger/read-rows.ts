// What is read from the ledger's tables besides sums.
import { endOf, readAlert, readCall, readKeyReading, readLift, readVerdict } from "./call-rows.ts"
import type { AlertRow, BilledQuery, Call, KeyReading, Lift, Nano, ReadFilter, TurnCost } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Row, type Work } from "./store/store.ts"
import type { Block, BlockCount, VerdictRow } from "./verdict-row.ts"

/** In the order of their last writes. */
export function* selectCalls(filter: ReadFilter): Work<(Call & { sequence: number })[]> {
  return (yield* selectWritten("calls", "started_at", filter, OF_SESSION)).map(readCall)
}

export function* selectVerdicts(filter: ReadFilter): Work<(VerdictRow & { sequence: number })[]> {
  return (yield* selectWritten("verdicts", "at", filter, OF_SESSION)).map(readVerdict)
}

export function* selectLifts(filter: ReadFilter): Work<(Lift & { sequence: number })[]> {
  const rows = yield* selectWritten("lifts", "at", filter, "(root_session = $3 OR root_session IS NULL)")
  return rows.map((row) => ({ ...readLift(row), sequence: Number(row.sequence) }))
}

const OF_SESSION = "(session = $3 OR root_session = $3)"

function* selectWritten(
  table: string,
  time: string,
  { since, until, session, after, most }: ReadFilter,
  ofSession: string,
): Work<Row[]> {
  const conditions = [
    `${time} >= $1`,
    "sequence > $2",
    ...(session === undefined ? [] : [ofSession]),
    ...(until === undefined ? [] : [`${time} < $${session === undefined ? 3 : 4}`]),
  ]
  const limit = most === undefined ? "" : ` LIMIT ${Math.trunc(most)}`
  return yield* query(`SELECT * FROM ${table} WHERE ${conditions.join(" AND ")} ORDER BY sequence${limit}`, [
    since?.getTime() ?? 0,
    after ?? 0,
    ...(session === undefined ? [] : [session]),
    ...(until === undefined ? [] : [until.getTime()]),
  ])
}

/** A million of verdicts are not worth being held in memory for a count. */
export function* countBlocks(since: Date | null): Work<BlockCount[]> {
  const rows = yield* query(
    "SELECT rule, count(*) AS blocked FROM verdicts WHERE verdict <> 'allow' AND at >= $1 GROUP BY rule",
    [since?.getTime() ?? 0],
  )
  return rows.map(({ rule, blocked }) => ({ rule: rule as string | null, count: Number(blocked) }))
}

/** Newest first. */
export function* selectBlocks(since: Date | null): Work<Block[]> {
  const rows = yield* query(
    `SELECT judged.*, next.tool AS next_tool, next.verdict AS next_verdict, next.outcome AS next_outcome,
       next.exit_code AS next_exit_code
     FROM verdicts AS judged LEFT JOIN verdicts AS next ON next.sequence = (
       SELECT min(later.sequence) FROM verdicts AS later
       WHERE later.session = judged.session AND later.sequence > judged.sequence AND later.call_id IS NOT NULL
     )
     WHERE judged.at >= $1 AND (judged.verdict <> 'allow' OR judged.lifted = 1) ORDER BY judged.sequence DESC`,
    [since?.getTime() ?? 0],
  )
  return rows.map((row) => ({ ...readVerdict(row), ...nextOf(row) }))
}

function nextOf({ next_tool, next_verdict, next_outcome, next_exit_code }: Row): Pick<Block, "next"> {
  if (next_tool === null) return {}
  const verdict = next_verdict as VerdictRow["verdict"]
  return { next: { tool: String(next_tool), verdict, ...endOf(next_outcome, next_exit_code) } }
}

/** Calls of a turn looked at, on average; a turn that is cut off at the old end is left out. */
const CALLS_PER_TURN = 25

export function* selectTurnCosts(count: number): Work<TurnCost[]> {
  const most = count * CALLS_PER_TURN
  const rows = yield* query(
    "SELECT turn, class, tier, cause, status, cost_nano FROM calls WHERE turn <> '' ORDER BY started_at DESC LIMIT $1",
    [most],
  )
  const turns = [...Map.groupBy(rows, ({ turn }) => turn).values()]
  const whole = rows.length < most ? turns : turns.slice(0, -1)
  return whole
    .filter((calls) => calls.every(({ status }) => status === "settled" || status === "estimated"))
    .filter((calls) => calls.every(({ cause }) => cause !== "replayed")) // they say nothing of what it costs
    .slice(0, count)
    .map((calls) => {
      const classified = calls.findLast((call) => call.class !== null) ?? calls.at(-1)
      return {
        class: (classified?.class ?? null) as TurnCost["class"],
        tier: (classified?.tier ?? null) as TurnCost["tier"],
        costNano: calls.reduce((sum, { cost_nano }) => sum + BigInt(cost_nano ?? 0), 0n),
        calls: calls.length,
      }
    })
}

/** Without the claims of housekeeping, which nobody has to hear of. */
export function* selectAlerts(since: Date): Work<AlertRow[]> {
  const rows = yield* query("SELECT * FROM alerts WHERE at >= $1 AND key NOT LIKE 'task:%' ORDER BY at", [
    since.getTime(),
  ])
  return rows.map(readAlert)
}

export function* insertKeyReading({ keyId, at, usedNano }: KeyReading): Work<void> {
  yield* insertRow(
    "key_readings",
    { key_id: keyId, at: at.getTime(), used_nano: usedNano },
    "ON CONFLICT (key_id, at) DO NOTHING",
  )
}

export function* selectKeyReadings(keyId: string): Work<KeyReading[]> {
  return (yield* query("SELECT * FROM key_readings WHERE key_id = $1 ORDER BY at", [keyId])).map(
    readKeyReading,
  )
}

export function* sumBilled({ keyId, startedFrom, settledUntil }: BilledQuery): Work<Nano> {
  const [row] = yield* query(
    `SELECT CAST(coalesce(sum(cost_nano), 0) AS BIGINT) AS billed FROM calls
     WHERE started_at >= $1 AND settled_at <= $2 AND status = 'settled' AND key_id = $3`,
    [startedFrom.getTime(), settledUntil.getTime(), keyId],
  )
  return BigInt(row?.billed ?? 0)
}
