// The limits that hold here as rows: what a person lifted, what is spent, held and left, and where it is heading.
import { type BudgetScope, budgetScopes, type ConfigLimit } from "../config/index.ts"
import { cleanLimit, cleanName } from "./clean-name.ts"
import { type ForecastDocument, forecastDocument, forecastOf, type SpentHour } from "./forecast.ts"
import type { Ledger, Lift, Nano, Part, Spent } from "./ledger.ts"
import { nanoToUsd, usdToNano } from "./money.ts"
import { liftOf } from "./standings.ts"
import { isWindowScope, windowOf } from "./windows.ts"

/** A limit as documents have it; one of null is none. */
export interface BudgetRow {
  scope: BudgetScope
  limitNano: string | null
  limitUsd: number | null
  /** What counts against the limit; null for a scope without a sum of its own here (no session named; a call). */
  countedNano: string | null
  countedUsd: number | null
  /** The part of it that is held or estimated. */
  pendingNano: string | null
  leftNano: string | null
  leftUsd: number | null
  resetsAt: string | null
  crossed: boolean
  part: ConfigLimit["part"]
  /** The file or variable that set it. */
  setBy: string | null
  lift: BudgetLift | null
  forecast: ForecastDocument | null
}

interface BudgetLift {
  insteadOfNano: string
  insteadOfUsd: number
  at: string
  until: string | null
  session: string | null
  by: string
}

export interface BudgetQuery {
  ledger: Ledger
  limits: ConfigLimit[]
  at: Date
  /** Whose session's sum and lifts count, too. */
  rootSession: string | undefined
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

export async function readBudgetRows(asked: BudgetQuery): Promise<BudgetRow[]> {
  const { ledger, at, rootSession } = asked
  const limits = asked.limits.map(cleanLimit)
  const lifts = await ledger.lifts(at, rootSession)
  const spentIn = weekOf(ledger, at)
  const rows: BudgetRow[] = []
  for (const limit of [...limits, ...unlimited(limits)].toSorted(byScope))
    rows.push(await readRow(limit, { ...asked, lifts, spentIn }))
  const plain = budgetScopes.flatMap((scope) =>
    tightest(rows.filter((row) => row.scope === scope && isPlain(row))),
  )
  return [...plain, ...rows.filter((row) => !plain.includes(row))]
}

type Shown = Omit<ConfigLimit, "usd" | "from"> & Partial<Pick<ConfigLimit, "usd" | "from">>

/** Scopes that nothing limits as a whole have their sums all the same. */
function unlimited(limits: ConfigLimit[]): Shown[] {
  return budgetScopes
    .filter((scope) => !limits.some((limit) => limit.scope === scope && isPlain(limit)))
    .map((scope) => ({ scope, part: {} }))
}

function byScope(one: Shown, other: Shown): number {
  return budgetScopes.indexOf(one.scope) - budgetScopes.indexOf(other.scope)
}

function isPlain({ part: { agent, tier, model } }: Pick<BudgetRow, "part">): boolean {
  return agent === undefined && tier === undefined && model === undefined
}

/** Of a person's limit and the project's. */
function tightest(rows: BudgetRow[]): BudgetRow[] {
  const room = ({ leftNano, limitNano }: BudgetRow) => leftNano ?? limitNano
  return rows.reduce<BudgetRow[]>(([best], row) => {
    if (best === undefined) return [row]
    const [least, here] = [room(best), room(row)]
    return [here !== null && (least === null || BigInt(here) < BigInt(least)) ? row : best]
  }, [])
}

/** Added up for each part alone: a busy week has thousands of hours, and few limits. */
function weekOf(ledger: Ledger, at: Date): RowQuery["spentIn"] {
  const since = new Date(at.getTime() - WEEK_MS)
  const known = new Map<string, Promise<SpentHour[]>>()
  const read = async (part: Part): Promise<SpentHour[]> => {
    const rows = await ledger.sums({ since, part, bucket: "hour", times: false })
    const { project = "", agent = "", tier = null, model = "" } = part
    return rows.map(({ bucket, spentNano }) => ({
      hour: bucket ?? since,
      spentNano,
      project,
      agent,
      tier,
      model,
    }))
  }
  return (part) => {
    const key = JSON.stringify([part.project, part.agent, part.tier, part.model])
    const week = known.get(key) ?? read(part)
    known.set(key, week)
    return week
  }
}

interface RowQuery extends BudgetQuery {
  lifts: Lift[]
  /** The trailing week of a part. */
  spentIn: (part: Part) => Promise<SpentHour[]>
}

async function readRow({ scope, part, usd, from }: Shown, asked: RowQuery): Promise<BudgetRow> {
  const { ledger, lifts, at, rootSession } = asked
  const set = usd === undefined ? undefined : usdToNano(usd)
  const lift = set === undefined ? undefined : liftOf(lifts, { scope, part })
  const limit = lift ? lift.limitNano : (set ?? null)
  const summed = isWindowScope(scope) || (scope === "session" && rootSession !== undefined)
  const session = rootSession === undefined ? {} : { rootSession }
  const spent = summed ? await ledger.spent({ scope, at, part, ...session }) : undefined
  const left = limit === null || spent === undefined ? null : limit - spent.countedNano
  return {
    scope,
    limitNano: text(limit),
    limitUsd: usdOf(limit),
    countedNano: text(spent?.countedNano),
    countedUsd: usdOf(spent?.countedNano),
    pendingNano: text(spent?.pendingNano),
    leftNano: text(left),
    leftUsd: usdOf(left),
    resetsAt: isWindowScope(scope) ? windowOf(scope, at).end.toISOString() : null,
    crossed: left !== null && left <= 0n,
    part,
    setBy: from === undefined ? null : cleanName(from),
    lift: set === undefined || lift === undefined ? null : liftDocument(lift, set),
    forecast: spent ? await forecast({ scope, part, limit, spent }, asked) : null,
  }
}

function liftDocument({ at, until, rootSession, by }: Lift, set: Nano): BudgetRow["lift"] {
  return {
    insteadOfNano: String(set),
    insteadOfUsd: nanoToUsd(set),
    at: at.toISOString(),
    until: until?.toISOString() ?? null,
    session: rootSession,
    by,
  }
}

interface Heading extends Pick<ConfigLimit, "scope" | "part"> {
  limit: Nano | null
  spent: Spent
}

/** Met by nobody: without a limit the rate is still worth knowing. */
const NO_LIMIT: Nano = 2n ** 62n

async function forecast(
  { scope, part, limit, spent }: Heading,
  { spentIn, at }: RowQuery,
): Promise<BudgetRow["forecast"]> {
  if (!isWindowScope(scope)) return null
  const found = forecastOf({ scope, part, limitNano: limit ?? NO_LIMIT, ...spent }, await spentIn(part), at)
  return found && forecastDocument(found)
}

function text(nano: Nano | null | undefined): string | null {
  return nano === null || nano === undefined ? null : String(nano)
}

function usdOf(nano: Nano | null | undefined): number | null {
  return nano === null || nano === undefined ? null : nanoToUsd(nano)
}
