// A call's money in the SQLite tables: held, moved, settled, and left by the dead. Each runs inside a transaction.
import type { Database } from "bun:sqlite"
import { RalexError } from "../config/index.ts"
import { ownerValues, readCall, readOwner, settlementValues, startValues } from "./call-rows.ts"
import { fitBound } from "./fit-bound.ts"
import type { Bound, CallStart, HoldOutcome, Limit, Nano, Settlement, SpentQuery } from "./ledger.ts"
import type { Processes } from "./processes.ts"
import { insert, selectByStatus, selectCall, updateCall } from "./statements.ts"
import { sumCounted } from "./sum-counted.ts"

export interface Hold {
  start: CallStart
  bound: Bound
  limits: Limit[]
}

export function hold(database: Database, processes: Processes, { start, bound, limits }: Hold): HoldOutcome {
  const outcome = fit(database, bound, limits, { at: start.startedAt, rootSession: start.rootSession })
  if (outcome.kind === "over-budget") return outcome
  const owner = ownerValues(processes.self)
  insert(database, "calls", { ...startValues(start), ...owner, status: "held", held_nano: outcome.heldNano })
  return outcome
}

export interface Rehold extends Omit<Hold, "start"> {
  id: string
  model: string
}

export function rehold(database: Database, { id, model, bound, limits }: Rehold): HoldOutcome {
  const call = callOf(database, id)
  if (call.status !== "held") {
    throw new RalexError(`Call ${id} is ${call.status}, its money can not be held again.`)
  }
  const query = { at: call.startedAt, rootSession: call.rootSession, alreadyHeldNano: call.heldNano }
  const outcome = fit(database, bound, limits, query)
  if (outcome.kind === "held") updateCall(database, id, { model, held_nano: outcome.heldNano })
  return outcome
}

export function settle(database: Database, id: string, settlement: Settlement): void {
  const call = callOf(database, id)
  if (call.status === "settled") return
  const generationId = settlement.generationId ?? call.generationId
  updateCall(database, id, settlementValues({ ...settlement, generationId }))
}

export function noteGeneration(database: Database, id: string, generationId: string): void {
  if (callOf(database, id).status !== "settled") updateCall(database, id, { generation_id: generationId })
}

/** A dead process settles nothing any more: its holds stay counted, and wait for `reconcile`. */
export function releaseDead(database: Database, processes: Processes): void {
  const dead = selectByStatus(database, ["held"]).filter((row) => !processes.isAlive(readOwner(row)))
  for (const row of dead) updateCall(database, String(row.id), { status: "unreconciled" })
}

interface FitQuery extends Omit<SpentQuery, "scope"> {
  /** What the call itself holds until now, which counts in every scope that it is in. */
  alreadyHeldNano?: Nano
}

function fit(database: Database, bound: Bound, limits: Limit[], query: FitQuery): HoldOutcome {
  const { alreadyHeldNano = 0n, ...where } = query
  const standings = limits.map(({ scope, limitNano }) => {
    if (scope === "call") return { scope, limitNano, spentNano: 0n }
    return {
      scope,
      limitNano,
      spentNano: sumCounted(database, { ...where, scope }).countedNano - alreadyHeldNano,
    }
  })
  return fitBound(bound, standings)
}

function callOf(database: Database, id: string): ReturnType<typeof readCall> {
  const row = selectCall(database, id)
  if (!row) throw new RalexError(`The ledger has no call ${id}; hold its money first.`)
  return readCall(row)
}
