// The limits that hold for a call, with what a person lifted, and what counts against each.
import { readLift } from "./call-rows.ts"
import { countedOf } from "./counted.ts"
import { sumCounted } from "./counters.ts"
import type { Call, Lift, Limit, Part, Standing, Where } from "./ledger.ts"
import { query, type Work } from "./store/store.ts"

/** @param own The call itself where it is held already; it does not stand in its own way. */
export function* standingsOf(limits: Limit[], where: Where, own?: Call): Work<Standing[]> {
  const lifts = yield* liftsAt(where.at, where.rootSession)
  const standings: Standing[] = []
  for (const limit of limits) {
    if (!concerns(limit.part, where)) continue
    const lift = liftOf(lifts, limit)
    if (lift?.limitNano === null) continue
    const { at, rootSession, turn, run } = where
    const { scope, part = {} } = limit
    const spent = yield* sumCounted({ scope, at, rootSession, turn, run, part })
    const mine = own && scope !== "call" && concerns(part, own) ? countedOf(own) : NOTHING
    standings.push({
      ...limit,
      limitNano: lift?.limitNano ?? limit.limitNano,
      countedNano: spent.countedNano - mine.countedNano,
      pendingNano: spent.pendingNano - mine.pendingNano,
    })
  }
  return standings
}

const NOTHING = { countedNano: 0n, pendingNano: 0n }

/** Newest first. */
export function* liftsAt(at: Date, rootSession: string | undefined): Work<Lift[]> {
  const rows = yield* query(
    `SELECT * FROM lifts WHERE (until_at IS NULL OR until_at > $1) AND at <= $2
       AND (root_session IS NULL OR root_session = $3) ORDER BY sequence DESC`,
    [at.getTime(), at.getTime(), rootSession ?? ""],
  )
  return rows.map(readLift)
}

/** Whether a limit on this part holds for such a call. */
export function concerns(part: Part | undefined, where: Pick<Where, keyof Part>): boolean {
  return Object.entries(part ?? {}).every(([name, value]) => where[name as keyof Part] === value)
}

/** The one that counts for a limit, of those in force, newest first. */
export function liftOf(lifts: Lift[], limit: Pick<Limit, "scope" | "part">): Lift | undefined {
  return lifts.find((one) => lifted(one, limit))
}

/** Who lifts "the daily budget" means the project's own as well: it is what stands in the way. */
function lifted(lift: Lift, { scope, part = {} }: Pick<Limit, "scope" | "part">): boolean {
  if (lift.scope !== scope) return false
  const { project, ...rest } = part
  const { project: liftedProject, ...liftedRest } = lift.part
  const sameProject = liftedProject === undefined || liftedProject === project
  return sameProject && JSON.stringify(sorted(rest)) === JSON.stringify(sorted(liftedRest))
}

function sorted(part: Part): [string, string | undefined][] {
  return Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))
}
