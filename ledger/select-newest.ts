// The newest rows of a part of the calls, and what was blocked: by way of the hours that have such calls, so that few
// of a million are read.
import { readCall, readVerdict } from "./call-rows.ts"
import type { BlockedQuery, Call, NewestQuery } from "./ledger.ts"
import { hoursOf } from "./select-sums.ts"
import { places, query, type Value, type Work } from "./store/store.ts"
import type { VerdictRow } from "./verdict-row.ts"

const HOUR_MS = 60 * 60 * 1000

const PARTS = {
  model: "coalesce(model_used, model)",
  provider: "provider",
  tier: "coalesce(tier, '')",
  class: "coalesce(class, '')",
  project: "project",
  session: "root_session",
  agent: "agent",
} as const

const TROUBLED = "(attempts > 1 OR (outcome IS NOT NULL AND outcome NOT IN ('ok', 'aborted')))"

/** The newest first. Each of the hours has one at least, so no more hours than rows are looked at. */
export function* selectNewestCalls(asked: NewestQuery): Work<(Call & { sequence: number })[]> {
  const { since, until, part = {}, troubled = false, most } = asked
  const hours = hoursOf(asked)
  const values: Value[] = [...hours.values]
  const conditions = troubled ? [TROUBLED] : []
  const also = (condition: string, value: Value) => {
    values.push(value)
    conditions.push(`${condition} $${values.length}`)
  }
  if (since) also("started_at >=", since.getTime())
  if (until) also("started_at <", until.getTime())
  for (const [key, value] of Object.entries(part) as [keyof typeof PARTS, string | undefined][])
    if (value !== undefined) also(`${PARTS[key]} =`, value)
  const count = Math.trunc(most)
  const rows = yield* query(
    `SELECT calls.* FROM (
       SELECT DISTINCT hour AS began FROM hours WHERE ${hours.where}${troubled ? " AND fallbacks + errors > 0" : ""}
       ORDER BY began DESC LIMIT ${count}
     ) AS busy CROSS JOIN calls
     WHERE started_at >= began AND started_at < began + ${HOUR_MS}${conditions.map((one) => ` AND ${one}`).join("")}
     ORDER BY started_at DESC, sequence DESC LIMIT ${count}`,
    values,
  )
  return rows.map(readCall)
}

/** All of a root session's, at most `most`, in the order they began. */
export function* selectCallsOfSession(
  rootSession: string,
  most: number,
): Work<(Call & { sequence: number })[]> {
  const rows = yield* query(
    `SELECT * FROM calls WHERE root_session = $1 ORDER BY started_at, sequence LIMIT ${Math.trunc(most)}`,
    [rootSession],
  )
  return rows.map(readCall)
}

/** What was not allowed, or only since a person lifted it, in these sessions; the oldest first. */
export function* selectBlocksOf(sessions: readonly string[]): Work<(VerdictRow & { sequence: number })[]> {
  if (sessions.length === 0) return []
  const rows = yield* query(
    `SELECT * FROM verdicts WHERE session IN (${places(sessions.length)}) AND (verdict <> 'allow' OR lifted = 1)
     ORDER BY sequence`,
    [...sessions],
  )
  return rows.map(readVerdict)
}

/** The newest first. */
export function* selectNewestBlocks(
  asked: BlockedQuery & { most: number },
): Work<(VerdictRow & { sequence: number })[]> {
  const { where, values } = blockedIn(asked)
  const rows = yield* query(
    `SELECT * FROM verdicts WHERE (verdict <> 'allow' OR lifted = 1) AND ${where}
     ORDER BY at DESC, sequence DESC LIMIT ${Math.trunc(asked.most)}`,
    values,
  )
  return rows.map(readVerdict)
}

export function* countBlocked(asked: BlockedQuery): Work<number> {
  const { where, values } = blockedIn(asked)
  const [row] = yield* query(
    `SELECT count(*) AS found FROM verdicts WHERE verdict <> 'allow' AND ${where}`,
    values,
  )
  return Number(row?.found ?? 0)
}

function blockedIn({ since, until, part = {}, rule }: BlockedQuery): { where: string; values: Value[] } {
  const asked: [string, Value | undefined][] = [
    ["at >=", since?.getTime() ?? 0],
    ["at <", until?.getTime()],
    ["project =", part.project],
    ["root_session =", part.session],
    ["agent =", part.agent],
    ["rule =", rule],
  ]
  const given = asked.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]))
  return {
    where: given.map(({ condition }, index) => `${condition} $${index + 1}`).join(" AND "),
    values: given.map(({ value }) => value),
  }
}

/** The number of the newest write of a call, a verdict or a lift. */
export function* selectLastWrite(): Work<number> {
  const [row] = yield* query("SELECT last FROM writes")
  return Number(row?.last ?? 0)
}
