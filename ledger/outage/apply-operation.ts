// One operation of an outbox, written as the ledger itself would have written it; it may have been written before.

import { lowerHold, noteGeneration, settle } from "../call-money.ts"
import { ownerValues, readCall, startValues } from "../call-rows.ts"
import { insertVerdict, updateOutcomes } from "../insert-verdict.ts"
import type { Call, Settlement } from "../ledger.ts"
import { addTallies } from "../metrics/tally.ts"
import { tallyTry } from "../metrics/tally-call.ts"
import { query, type Row, type Work } from "../store/store.ts"
import type { VerdictRow } from "../verdict-row.ts"
import { insertCall, updateCall, type Writing } from "../write-call.ts"
import type { Operation } from "./operation.ts"

/** @param skewMs What the ledger's clock is ahead of this machine's. */
export function* applyOperation(writing: Writing, skewMs: number, operation: Operation): Work<void> {
  if (operation.kind === "record") return yield* record(operation)
  if (operation.kind === "note-outcomes") return yield* updateOutcomes(operation.notes)
  const [row] = yield* query("SELECT * FROM calls WHERE id = $1", [operation.id])
  if (operation.kind === "hold") return yield* hold(writing, skewMs, operation, row)
  // The hold was never written, or the ledger is another one now.
  if (!row) return
  const call = readCall(row)
  switch (operation.kind) {
    case "rehold": {
      const { model, tier, heldNano } = operation
      const moved = { status: "held", model, tier, held_nano: heldNano, generation_id: null }
      if (!isOpen(call)) return
      yield* updateCall(writing, row, moved)
      // It may have been moved there already, by a write whose answer was lost.
      if (call.model !== model) yield* addTallies(tallyTry(operation))
      return
    }
    case "settle":
      return yield* settle(writing, call.id, operation.settlement)
    case "note-generation":
      return yield* noteGeneration(call.id, operation.generationId)
    case "lower-hold":
      return yield* lowerHold(writing, call.id, operation.heldNano)
    case "not-made":
      if (isOpen(call)) yield* settle(writing, call.id, notMade(call))
  }
}

/** A row that is there already came from a hold whose answer was lost. */
function* hold(
  writing: Writing,
  skewMs: number,
  { start, heldNano, owner }: Extract<Operation, { kind: "hold" }>,
  row: Row | undefined,
): Work<void> {
  const { model, tier } = start
  if (row && isOpen(readCall(row)))
    yield* updateCall(writing, row, { status: "held", model, tier, held_nano: heldNano })
  if (row) return
  yield* insertCall(writing, {
    ...startValues({ ...start, startedAt: new Date(start.startedAt.getTime() + skewMs) }),
    ...ownerValues(owner),
    owner_seen_at: writing.now,
    status: "held",
    held_nano: heldNano,
  })
  yield* addTallies(tallyTry(start))
}

/** Running, though another machine may have taken it for dead. */
function isOpen({ status, outcome }: Call): boolean {
  return status === "held" || (status === "unreconciled" && outcome === null)
}

function notMade({ model, usage }: Call): Settlement {
  return {
    status: "settled",
    outcome: "not-made",
    costNano: 0n,
    baselineNano: 0n,
    cacheSavedNano: 0n,
    usage,
    model,
    generationId: null,
    timeToFirstTokenMs: null,
    durationMs: 0,
    attempts: 0,
  }
}

function* record({ verdict, unsure }: Extract<Operation, { kind: "record" }>): Work<void> {
  if (unsure && (yield* isRecorded(verdict))) return
  yield* insertVerdict(verdict)
}

function* isRecorded({ at, session, tool, verdict, rule, subject, call }: VerdictRow): Work<boolean> {
  const rows = yield* query(
    `SELECT 1 AS there FROM verdicts WHERE at = $1 AND session = $2 AND tool = $3 AND verdict = $4
       AND coalesce(rule, '') = $5 AND coalesce(subject, '') = $6 AND coalesce(call_id, '') = $7`,
    [at.getTime(), session, tool, verdict, rule ?? "", subject ?? "", call ?? ""],
  )
  return rows.length > 0
}
