// A call's money in the tables: held, moved, settled, lowered, and left by the dead. Each runs inside a transaction.
import { RalexError } from "../config/index.ts"
import { ownerValues, readCall, settlementValues, startValues } from "./call-rows.ts"
import { callsOfMinute, callsOfTurn } from "./counters.ts"
import { fitBound } from "./fit-bound.ts"
import type {
  Bound,
  Call,
  CallCaps,
  CallStart,
  HoldOutcome,
  Limit,
  Nano,
  Rehold,
  Settlement,
} from "./ledger.ts"
import { addTallies } from "./metrics/tally.ts"
import { tallyTry } from "./metrics/tally-call.ts"
import type { Owner, Processes } from "./processes.ts"
import { standingsOf } from "./standings.ts"
import { query, type Work } from "./store/store.ts"
import { getCallRow, insertCall, selectByStatus, updateCall, type Writing } from "./write-call.ts"

export interface Hold {
  start: CallStart
  bound: Bound
  limits: Limit[]
  caps: CallCaps | undefined
}

export function* hold(
  writing: Writing,
  self: Owner,
  { start, bound, limits, caps }: Hold,
): Work<HoldOutcome> {
  const tooMany = caps && (yield* capReached(start, caps))
  if (tooMany) return tooMany
  const standings = yield* standingsOf(limits, { ...start, at: start.startedAt })
  const outcome = fitBound(bound, standings)
  if (outcome.kind !== "held") return outcome
  yield* insertCall(writing, {
    ...startValues(start),
    ...ownerValues(self),
    owner_seen_at: writing.now,
    status: "held",
    held_nano: outcome.heldNano,
  })
  yield* addTallies(tallyTry(start))
  return outcome
}

function* capReached({ turn, session, startedAt }: CallStart, caps: CallCaps): Work<HoldOutcome | undefined> {
  if (caps.perTurn !== null && (yield* callsOfTurn(turn)) >= caps.perTurn)
    return { kind: "too-many-calls", per: "turn", cap: caps.perTurn }
  if (caps.perMinute !== null && (yield* callsOfMinute(turn, session, startedAt)) >= caps.perMinute)
    return { kind: "too-many-calls", per: "minute", cap: caps.perMinute }
  return undefined
}

export function* rehold(
  writing: Writing,
  id: string,
  { model, tier, bound, limits, after }: Rehold,
): Work<HoldOutcome> {
  const row = yield* getCallRow(id)
  const call = readCall(row)
  // One that was taken for dead by another machine goes on.
  const lost = call.status === "unreconciled" && call.outcome === null
  if (call.status !== "held" && !lost) {
    throw new RalexError(`Call ${id} is ${call.status}, its money can not be held again.`)
  }
  const where = { ...call, at: call.startedAt, model, tier }
  const outcome = fitBound(bound, yield* standingsOf(limits, where, call))
  if (outcome.kind !== "held") return outcome
  // The generation of the failed try is not that of the next one, which may never get an id.
  const moved = { status: "held", model, tier, held_nano: outcome.heldNano, generation_id: null }
  yield* updateCall(writing, row, moved)
  yield* addTallies(tallyTry({ model, after }))
  return outcome
}

export function* settle(writing: Writing, id: string, settlement: Settlement): Work<void> {
  const row = yield* getCallRow(id)
  const call = readCall(row)
  if (call.status === "settled") return
  const generationId = settlement.generationId ?? call.generationId
  const costNano = withinHold(settlement, call)
  const values = settlementValues({ ...settlement, costNano, generationId })
  yield* updateCall(writing, row, { ...values, settled_at: writing.now })
}

/** An estimate above the proven bound is wrong, and would cross a limit that the bill does not. */
function withinHold({ status, costNano }: Settlement, { heldNano }: Call): Nano {
  return status === "settled" || costNano <= heldNano ? costNano : heldNano
}

export function* noteGeneration(id: string, generationId: string): Work<void> {
  const [noted] = yield* query(
    "UPDATE calls SET generation_id = $2 WHERE id = $1 AND status <> 'settled' RETURNING id",
    [id, generationId],
  )
  if (!noted) yield* getCallRow(id) // one that is settled has its own
}

export function* lowerHold(writing: Writing, id: string, heldNano: Nano): Work<void> {
  const row = yield* getCallRow(id)
  const call = readCall(row)
  if (call.status === "held" || call.status === "settled" || call.heldNano <= heldNano) return
  yield* updateCall(writing, row, {
    held_nano: heldNano,
    cost_nano: call.costNano < heldNano ? call.costNano : heldNano,
  })
}

/** A dead process settles nothing any more: its holds stay counted, and wait for `reconcile`. */
export function* releaseDead(writing: Writing, processes: Processes): Work<void> {
  const held = yield* selectByStatus(["held"])
  const dead = held.filter(({ owner, seenAt }) => !processes.isAlive(owner, seenAt, writing.now))
  for (const { row } of dead)
    yield* updateCall(writing, row, { status: "unreconciled", settled_at: writing.now })
}

/** Says that this process is there, to those on other machines. */
export function* noteAlive({ now }: Writing, self: Owner): Work<void> {
  yield* query(
    "UPDATE calls SET owner_seen_at = $1 WHERE status <> 'settled' AND status = 'held' AND owner_host = $2 AND owner_pid = $3",
    [now, self.host, self.pid],
  )
}

export function* unsettled(): Work<Call[]> {
  return (yield* selectByStatus(["estimated", "unreconciled"])).map(({ call }) => call)
}
