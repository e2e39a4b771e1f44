// A machine's own file for the time in which the ledger is away: what is to be written to it, in order, and the calls
// that were made meanwhile. All processes of the machine share it.
import { createHash } from "node:crypto"
import { join } from "node:path"
import { countedOf } from "../counted.ts"
import type { Bound, Call, CallCaps, CallStart, HoldOutcome, Limit, Nano, Rehold, Spent } from "../ledger.ts"
import type { Owner } from "../processes.ts"
import { openSqliteStore } from "../store/sqlite-store.ts"
import { query, type Work } from "../store/store.ts"
import { nextSequence } from "../write-call.ts"
import { fitAllowance } from "./fit-allowance.ts"
import { type Operation, readOperation, writeOperation } from "./operation.ts"

export interface NewCall {
  start: CallStart
  bound: Bound
  limits: Limit[]
  caps: CallCaps | undefined
}

export interface Batch {
  /** The outbox's own name; its numbers are never given twice. */
  source: string
  operations: { number: number; operation: Operation }[]
}

export interface Outbox {
  hold: (call: NewCall, allowanceNano: Nano) => Promise<HoldOutcome>
  rehold: (start: CallStart, to: Rehold, allowanceNano: Nano) => Promise<HoldOutcome>
  append: (operation: Operation) => Promise<void>
  /** False when nothing of that call is here any more: the ledger has all of it. */
  appendIfHere: (operation: Operation & { id: string }) => Promise<boolean>
  /** The oldest ones. */
  next: () => Promise<Batch>
  /** Forgets what is in the ledger. */
  drop: (upTo: number) => Promise<void>
  close: () => Promise<void>
}

/** Two addresses of one database with different passwords are one ledger, and no password is to be found by its hash. */
export function outboxPath(folder: string, address: string): string {
  const url = new URL(address)
  url.password = ""
  url.searchParams.delete("password")
  const name = createHash("sha256").update(url.href).digest("hex").slice(0, 16)
  return join(folder, `outage-${name}.db`)
}

export async function openOutbox(
  path: string,
  self: Owner,
  notice: (sentence: string) => void,
): Promise<Outbox> {
  const store = openSqliteStore(path, notice)
  const source = await store.write(nameOf)
  return {
    hold: (call, allowanceNano) => store.write(() => hold(call, allowanceNano, self)),
    rehold: (start, to, allowanceNano) => store.write(() => rehold(start, to, allowanceNano)),
    append: (operation) => store.write(() => append(operation)),
    appendIfHere: (operation) =>
      store.write(function* () {
        const here = yield* isHere(operation.id)
        if (here) yield* append(operation)
        return here
      }),
    next: () => store.read(() => next(source)),
    drop: (upTo) => store.write(() => drop(upTo)),
    close: () => store.close(),
  }
}

function* nameOf(): Work<string> {
  const [row] = yield* query("SELECT source FROM merges")
  if (row) return String(row.source)
  const source = crypto.randomUUID()
  yield* query("INSERT INTO merges (source, last) VALUES ($1, 0)", [source])
  return source
}

function* hold(
  { start, bound, limits, caps }: NewCall,
  allowanceNano: Nano,
  owner: Owner,
): Work<HoldOutcome> {
  const tooMany = caps && (yield* capReached(start, caps))
  if (tooMany) return tooMany
  const allowance = { limitNano: allowanceNano, spent: yield* spentBut(start.id) }
  const outcome = fitAllowance({ bound, limits, where: start }, allowance)
  if (outcome.kind !== "held") return outcome
  const { heldNano } = outcome
  yield* count(start, heldNano)
  yield* append({ kind: "hold", id: start.id, start, heldNano, owner })
  return outcome
}

function* rehold(
  start: CallStart,
  { model, tier, bound, limits, after }: Rehold,
  allowanceNano: Nano,
): Work<HoldOutcome> {
  const allowance = { limitNano: allowanceNano, spent: yield* spentBut(start.id) }
  const outcome = fitAllowance({ bound, limits, where: { ...start, model, tier } }, allowance)
  if (outcome.kind !== "held") return outcome
  const { heldNano } = outcome
  yield* count(start, heldNano)
  yield* append({ kind: "rehold", id: start.id, model, tier, heldNano, after })
  return outcome
}

/** Only of what is here: a turn's earlier calls are in the ledger. */
function* capReached(
  { turn, startedAt }: CallStart,
  { perTurn, perMinute }: CallCaps,
): Work<HoldOutcome | undefined> {
  const rows = yield* query("SELECT started_at FROM unmerged WHERE turn = $1", [turn])
  const minuteAgo = startedAt.getTime() - 60_000
  const ofMinute = rows.filter(({ started_at }) => Number(started_at) > minuteAgo)
  if (perTurn !== null && rows.length >= perTurn) return { kind: "too-many-calls", per: "turn", cap: perTurn }
  if (perMinute !== null && ofMinute.length >= perMinute)
    return { kind: "too-many-calls", per: "minute", cap: perMinute }
  return undefined
}

function* spentBut(id: string): Work<Spent> {
  const rows = yield* query("SELECT status, held_nano, cost_nano FROM unmerged WHERE id <> $1", [id])
  const counted = rows.map(({ status, held_nano, cost_nano }) =>
    countedOf({
      status: status as Call["status"],
      heldNano: BigInt(held_nano ?? 0),
      costNano: BigInt(cost_nano ?? 0),
    }),
  )
  return {
    countedNano: counted.reduce((sum, { countedNano }) => sum + countedNano, 0n),
    pendingNano: counted.reduce((sum, { pendingNano }) => sum + pendingNano, 0n),
  }
}

/** The whole of it, also where the ledger counts an earlier hold of this call: better twice than not at all. */
function* count({ id, startedAt, turn }: CallStart, heldNano: Nano): Work<void> {
  yield* query(
    `INSERT INTO unmerged (id, started_at, turn, status, held_nano, cost_nano) VALUES ($1, $2, $3, 'held', $4, 0)
     ON CONFLICT (id) DO UPDATE SET held_nano = excluded.held_nano`,
    [id, startedAt.getTime(), turn, heldNano],
  )
}

function* append(operation: Operation): Work<void> {
  const call = "id" in operation ? operation.id : null
  yield* query("INSERT INTO outbox (number, call, operation) VALUES ($1, $2, $3)", [
    yield* nextSequence(),
    call,
    writeOperation(operation),
  ])
  if (operation.kind !== "settle") return
  const { status, costNano } = operation.settlement
  yield* query("UPDATE unmerged SET status = $2, cost_nano = $3 WHERE id = $1 AND status <> 'settled'", [
    operation.id,
    status,
    costNano,
  ])
}

function* isHere(id: string): Work<boolean> {
  return (yield* query("SELECT 1 AS here FROM outbox WHERE call = $1 LIMIT 1", [id])).length > 0
}

/** Written to the ledger in one go, while other machines wait. */
const BATCH = 50

function* next(source: string): Work<Batch> {
  const rows = yield* query("SELECT number, operation FROM outbox ORDER BY number LIMIT $1", [BATCH])
  const operations = rows.map(({ number, operation }) => ({
    number: Number(number),
    operation: readOperation(String(operation)),
  }))
  return { source, operations }
}

/** The hold of each call that is counted here is in the outbox as long as the ledger does not know it. */
function* drop(upTo: number): Work<void> {
  yield* query("DELETE FROM outbox WHERE number <= $1", [upTo])
  yield* query("DELETE FROM unmerged WHERE id NOT IN (SELECT call FROM outbox WHERE call IS NOT NULL)")
}
