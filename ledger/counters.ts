// The sums that budgets are checked against, kept as calls are written, so that a check costs the same with a
// thousand rows and with a million. A day has one counter for each part that a limit may name; weeks and months are
// their days.
import { countedOf } from "./counted.ts"
import type { Call, Part, Spent, SpentQuery } from "./ledger.ts"
import { places, query, type Row, type Value, type Work } from "./store/store.ts"
import { isWindowScope, windowOf } from "./windows.ts"

type Place = Pick<Call, "startedAt" | "rootSession" | "run" | "turn" | "project" | "agent" | "tier" | "model">
type Counted = Place & Pick<Call, "status" | "heldNano" | "costNano">

interface Sum extends Spent {
  calls: number
}

/** Adds what a write changes; `before` is undefined for a new call. */
export function* count(before: Counted | undefined, after: Counted): Work<void> {
  const changes = changesOf(before, after)
  if (changes.length === 0) return
  const rows = changes.map((_, index) => `(${places(4, index * 4 + 1)})`)
  yield* query(
    `INSERT INTO counters (key, counted_nano, pending_nano, calls) VALUES ${rows.join(", ")}
     ON CONFLICT (key) DO UPDATE SET
       counted_nano = counters.counted_nano + excluded.counted_nano,
       pending_nano = counters.pending_nano + excluded.pending_nano,
       calls = counters.calls + excluded.calls`,
    changes.flatMap(([key, { countedNano, pendingNano, calls }]) => [key, countedNano, pendingNano, calls]),
  )
}

function changesOf(before: Counted | undefined, after: Counted): [string, Sum][] {
  const changes = new Map<string, Sum>()
  const add = (call: Counted, sign: 1n | -1n) => {
    const { countedNano, pendingNano } = countedOf(call)
    for (const key of keysOf(call)) {
      const sum = changes.get(key) ?? { countedNano: 0n, pendingNano: 0n, calls: 0 }
      sum.countedNano += sign * countedNano
      sum.pendingNano += sign * pendingNano
      sum.calls += Number(sign)
      changes.set(key, sum)
    }
  }
  if (before) add(before, -1n)
  add(after, 1n)
  return [...changes].filter(([, sum]) => sum.countedNano !== 0n || sum.pendingNano !== 0n || sum.calls !== 0)
}

function keysOf({ startedAt, rootSession, run, turn, project, agent, tier, model }: Place): string[] {
  const kinds: Part[] = [{}, { agent }, { model }, ...(tier ? [{ tier }] : [])]
  const parts = [...kinds, ...kinds.map((part) => ({ project, ...part }))]
  return [
    ...parts.map((part) => keyOf("day", dayOf(startedAt), part)),
    keyOf("session", rootSession),
    keyOf("run", run),
    keyOf("turn", turn),
  ]
}

function keyOf(kind: string, id: string, { project, agent, tier, model }: Part = {}): string {
  const part = { project, agent, tier, model }
  const named = Object.entries(part).filter(([, value]) => value !== undefined)
  return JSON.stringify([kind, id, ...named.flat()])
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** What counts in one scope and part of it. */
export function* sumCounted({ scope, at, part = {}, ...ids }: SpentQuery): Work<Spent> {
  // Nothing counts against a limit on one call before that call.
  if (scope === "call") return { countedNano: 0n, pendingNano: 0n }
  const { agent, tier, model } = part
  const kinds = [agent, tier, model].filter((kind) => kind !== undefined).length
  if (isWindowScope(scope)) {
    if (kinds <= 1) return yield* sumOfKeys(daysOf(scope, at).map((day) => keyOf("day", day, part)))
    const { start, end } = windowOf(scope, at)
    const times = [start.getTime(), end.getTime()]
    return yield* sumOfRows("started_at >= $1 AND started_at < $2", times, part)
  }
  const id = { session: ids.rootSession, run: ids.run, turn: ids.turn }[scope] ?? ""
  // A session, run or turn belongs to one project.
  if (kinds === 0) return yield* sumOfKeys([keyOf(scope, id)])
  const column = { session: "root_session", run: "run", turn: "turn" }[scope]
  return yield* sumOfRows(`${column} = $1`, [id], { agent, tier, model })
}

function daysOf(scope: Parameters<typeof windowOf>[0], at: Date): string[] {
  const { start, end } = windowOf(scope, at)
  const days = Math.round((end.getTime() - start.getTime()) / DAY_MS)
  return Array.from({ length: days }, (_, index) => dayOf(new Date(start.getTime() + index * DAY_MS)))
}

const DAY_MS = 24 * 60 * 60 * 1000

function* sumOfKeys(keys: string[]): Work<Spent> {
  const [row] = yield* query(
    `SELECT CAST(coalesce(sum(counted_nano), 0) AS BIGINT) AS counted,
            CAST(coalesce(sum(pending_nano), 0) AS BIGINT) AS pending
     FROM counters WHERE key IN (${places(keys.length)})`,
    keys,
  )
  return { countedNano: BigInt(row?.counted ?? 0), pendingNano: BigInt(row?.pending ?? 0) }
}

/** As `countedOf` has it. */
export const COUNTED =
  "CASE WHEN status = 'settled' OR cost_nano > held_nano THEN cost_nano ELSE held_nano END"

/** What no counter is kept for, out of its rows. */
function* sumOfRows(condition: string, values: Value[], part: Undefinable<Part>): Work<Spent> {
  const named = Object.entries(part).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value] as const],
  )
  const also = named.map(([column], index) => `AND ${column} = $${values.length + index + 1}`)
  const [row] = yield* query(
    `SELECT CAST(coalesce(sum(counted), 0) AS BIGINT) AS counted,
            CAST(coalesce(sum(CASE WHEN status = 'settled' THEN 0 ELSE counted END), 0) AS BIGINT) AS pending
     FROM (SELECT status, ${COUNTED} AS counted FROM calls WHERE ${condition} ${also.join(" ")}) AS part`,
    [...values, ...named.map(([, value]) => value)],
  )
  return { countedNano: BigInt(row?.counted ?? 0), pendingNano: BigInt(row?.pending ?? 0) }
}

function readPlace(row: Row): Place {
  return {
    startedAt: new Date(Number(row.started_at)),
    rootSession: String(row.root_session),
    run: String(row.run),
    turn: String(row.turn),
    project: String(row.project),
    agent: String(row.agent),
    tier: row.tier as Place["tier"],
    model: String(row.model),
  }
}

type Undefinable<T> = { [Name in keyof T]: T[Name] | undefined }

/** The counters as the rows of calls since a time (in milliseconds) have them; older calls count in some too. */
export function* sumsOfRows(since: number): Work<Map<string, Pick<Sum, "countedNano" | "calls">>> {
  const rows = yield* query(
    `SELECT min(started_at) AS started_at, root_session, run, turn, project, agent, tier, model,
            CAST(sum(${COUNTED}) AS BIGINT) AS counted, count(*) AS calls
     FROM calls WHERE started_at >= $1
     GROUP BY started_at / 86400000, root_session, run, turn, project, agent, tier, model`,
    [since],
  )
  const sums = new Map<string, Pick<Sum, "countedNano" | "calls">>()
  for (const row of rows) {
    for (const key of keysOf(readPlace(row))) {
      const sum = sums.get(key) ?? { countedNano: 0n, calls: 0 }
      sum.countedNano += BigInt(row.counted ?? 0)
      sum.calls += Number(row.calls)
      sums.set(key, sum)
    }
  }
  return sums
}

/** How many calls a turn has made. */
export function* callsOfTurn(turn: string): Work<number> {
  const [row] = yield* query("SELECT calls FROM counters WHERE key = $1", [keyOf("turn", turn)])
  return Number(row?.calls ?? 0)
}

/** How many calls a session made for a turn within the minute before; subagents side by side are no loop. */
export function* callsOfMinute(turn: string, session: string, at: Date): Work<number> {
  const [row] = yield* query(
    "SELECT count(*) AS calls FROM calls WHERE turn = $1 AND session = $2 AND started_at > $3",
    [turn, session, at.getTime() - 60_000],
  )
  return Number(row?.calls ?? 0)
}
