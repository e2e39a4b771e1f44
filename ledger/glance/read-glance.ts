// Reads a glance at the ledger: a handful of look-ups by index, whatever the ledger's size.

import { readCall, readVerdict } from "../call-rows.ts"
import { cleanName, cleanPart } from "../clean-name.ts"
import { sumCounted } from "../counters.ts"
import type { Call, Spent, TierChoice } from "../ledger.ts"
import { selectAlerts } from "../read-rows.ts"
import { selectRests } from "../rests.ts"
import { standingsOf } from "../standings.ts"
import { query, type Row, type Work } from "../store/store.ts"
import { selectTierChoice } from "../tier-choices.ts"
import type { VerdictRow } from "../verdict-row.ts"
import { windowOf } from "../windows.ts"
import type { Glance, GlanceQuery, Saved, SessionShown } from "./glance.ts"

/** A block that is older says nothing about what goes on. */
const BLOCK_MS = 24 * 60 * 60 * 1000

/** @param skewMs What the store's clock is ahead of this machine's. */
export function* readGlance(asked: GlanceQuery, skewMs: number): Work<Glance> {
  const at = new Date(asked.at.getTime() + skewMs)
  const shown = asked.shown && cleanPart(asked.shown)
  const since = new Date(asked.since.getTime() + skewMs)
  const call = shown ? yield* lastCall(shown) : undefined
  const decided = call?.cause === "held" ? ((yield* beginningOf(call)) ?? call) : call
  const { rootSession = "" } = shown ?? {}
  return {
    at,
    standings: yield* standingsOf(asked.limits, {
      ...placeOf(call),
      at,
      rootSession,
      project: cleanName(asked.project),
    }),
    today: {
      ...(yield* sumCounted({ scope: "daily", at })),
      ...(yield* savedSince(windowOf("daily", at).start)),
    },
    session: shown ? yield* ofSession(rootSession, at) : { ...NOTHING, savedNano: 0n, baselineNano: 0n },
    call,
    decided,
    choice: shown ? yield* choiceAfter(decided, rootSession, since) : undefined,
    block: shown ? yield* lastBlock(rootSession, at) : undefined,
    rests: (yield* selectRests(skewMs)).filter(({ until }) => until > asked.at),
    alerts: yield* selectAlerts(since),
  }
}

const NOTHING: Spent = { countedNano: 0n, pendingNano: 0n }

function placeOf(call: Call | undefined) {
  const { turn = "", run = "", agent = "", tier = null, model = "" } = call ?? {}
  return { turn, run, agent, tier, model }
}

/** OpenCode names a session and sums it up beside the work. */
const OF_WORK = "agent <> 'title' AND cause <> 'housekeeping'"

function* lastCall({ session, rootSession }: SessionShown): Work<Call | undefined> {
  // The sum keeps SQLite from walking all calls by their time: the session's are few, and found by their index.
  const [row] = yield* query(
    `SELECT * FROM calls WHERE root_session = $1 AND session = $2 AND ${OF_WORK}
     ORDER BY started_at + 0 DESC, sequence DESC LIMIT 1`,
    [rootSession, session],
  )
  return row && readCall(row)
}

function* beginningOf({ turn, session }: Call): Work<Call | undefined> {
  const [row] = yield* query(
    `SELECT * FROM calls WHERE turn = $1 AND session = $2 AND cause NOT IN ('held', 'replayed') AND ${OF_WORK}
     ORDER BY started_at DESC, sequence DESC LIMIT 1`,
    [turn, session],
  )
  return row && readCall(row)
}

/** What was decided after it shows the tier itself. */
function* choiceAfter(
  decided: Call | undefined,
  rootSession: string,
  since: Date,
): Work<TierChoice | undefined> {
  const choice = yield* selectTierChoice(rootSession, since)
  return choice && decided && decided.startedAt > choice.at ? undefined : choice
}

function* ofSession(rootSession: string, at: Date): Work<Spent & Saved> {
  const [row] = yield* query(
    `SELECT CAST(coalesce(sum(cost_nano), 0) AS BIGINT) AS spent,
            CAST(coalesce(sum(baseline_nano), 0) AS BIGINT) AS baseline
     FROM calls WHERE root_session = $1 AND status IN ('settled', 'estimated')`,
    [rootSession],
  )
  return { ...(yield* sumCounted({ scope: "session", at, rootSession })), ...savedOf(row) }
}

function* savedSince(start: Date): Work<Saved> {
  const [row] = yield* query(
    `SELECT CAST(coalesce(sum(spent_nano), 0) AS BIGINT) AS spent,
            CAST(coalesce(sum(baseline_nano), 0) AS BIGINT) AS baseline
     FROM hours WHERE hour >= $1`,
    [start.getTime()],
  )
  return savedOf(row)
}

function savedOf(row: Row | undefined): Saved {
  const baselineNano = BigInt(row?.baseline ?? 0)
  return { baselineNano, savedNano: baselineNano - BigInt(row?.spent ?? 0) }
}

function* lastBlock(rootSession: string, at: Date): Work<VerdictRow | undefined> {
  const [row] = yield* query(
    `SELECT * FROM verdicts WHERE verdict <> 'allow' AND at >= $1 AND root_session = $2
       AND coalesce(outcome, '') <> 'lifted' ORDER BY at DESC, sequence DESC LIMIT 1`,
    [at.getTime() - BLOCK_MS, rootSession],
  )
  return row && readVerdict(row)
}
