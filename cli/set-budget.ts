// `ralex budget set`: a limit in the user's config, or with --today or --session another one for that long.
import { type BudgetScope, budgetScopes, type ConfigLimit, type LoadedConfig } from "../config/index.ts"
import { atUtc, formatUsd, type Ledger, liftOf, type Nano, usdToNano, windowOf } from "../ledger/index.ts"
import { type Context, loadedOf } from "./context.ts"
import { rootSessionOf } from "./root-session-of.ts"
import { UsageError } from "./usage-error.ts"
import { withLedger } from "./with-ledger.ts"
import { writeBudget } from "./write-budget.ts"

export interface BudgetWords {
  scope: string | undefined
  usd: string | undefined
  session: string | undefined
  today: boolean
}

/** null is no limit. */
interface Wish {
  scope: BudgetScope
  usd: number | null
}

export async function setBudget(context: Context, { session, today, ...words }: BudgetWords): Promise<void> {
  const wish = { scope: readScope(words.scope), usd: readAmount(words) }
  if (today || session !== undefined) await liftBudget(context, wish, { session, today })
  else await writeForGood(context, wish)
}

function readScope(text: string | undefined): BudgetScope {
  const scope = budgetScopes.find((known) => known === text)
  if (scope !== undefined) return scope
  const why = text === undefined ? "Say which budget" : `"${text}" is no budget`
  throw new UsageError(
    `${why}; it must be one of ${budgetScopes.join(", ")}, as in \`ralex budget set daily 5\`.`,
  )
}

/** Nine digits before the point, since more would not fit the ledger's integers; nine after it are nano-dollars. */
const AMOUNT = /^\d{1,9}(?:\.\d{1,9})?$/

function readAmount({ scope, usd }: Pick<BudgetWords, "scope" | "usd">): number | null {
  if (usd === "none") return null
  if (usd !== undefined && AMOUNT.test(usd)) return Number(usd)
  const why = usd === undefined ? `Say how much the ${scope} budget is to be` : `"${usd}" is no amount`
  throw new UsageError(`${why}; give USD such as 2.50, or none.`)
}

async function writeForGood(context: Context, { scope, usd }: Wish): Promise<void> {
  const file = context.environment.paths.userConfig
  const before = plainLimits(loadedOf(context).limits, scope)
  writeBudget(file, scope, usd)
  context.say(`The ${scope} budget is now ${amountOf(usd)}, in ${file}.`)
  const limits = plainLimits(loadConfigAgain(context).limits, scope)
  const mine = limits.some(({ from }) => from === file)
  for (const { usd: other, from } of limits.filter((limit) => limit.from !== file))
    context.say(
      mine
        ? `Beside it ${amountOf(other)} holds for what this project spends, set by ${from}.`
        : `Here ${amountOf(other)} is in force, since ${from} says so.`,
    )
  await sayLift(context, scope)
  const atOnce = `; \`ralex budget set ${scope} ${usd ?? "none"} --today\` counts at once, until the end of the UTC day`
  context.say(
    `An OpenCode that runs learns of it when it is started again${before.length === 0 ? "" : atOnce}.`,
  )
}

/** What was ignored is said already. */
function loadConfigAgain(context: Context): LoadedConfig {
  return loadedOf({ ...context, say: () => {} })
}

/** A limit is written without a ledger, too. */
async function sayLift(context: Context, scope: BudgetScope): Promise<void> {
  const lifts = await withLedger(context, (ledger) => ledger.lifts(context.now())).catch(() => [])
  const lift = liftOf(lifts, { scope, part: {} })
  if (!lift) return
  const amount = lift.limitNano === null ? "none" : formatUsd(lift.limitNano)
  const until = lift.until === null ? "" : ` until ${atUtc(lift.until)}`
  context.say(`It was lifted: it is ${amount}${until}, whatever the file says, by ${lift.by}.`)
}

interface Span {
  session: string | undefined
  today: boolean
}

async function liftBudget(context: Context, { scope, usd }: Wish, { session, today }: Span): Promise<void> {
  const all = loadedOf(context).limits.filter((limit) => limit.scope === scope)
  if (plainLimits(all, scope).length === 0) throw new UsageError(nothingToLift(scope, usd, all))
  const at = context.now()
  await withLedger(context, async (ledger) => {
    const until = today ? windowOf("daily", await ledger.clock(at)).end : null
    const rootSession = session === undefined ? null : await rootOrItself(context, ledger, session)
    const limitNano: Nano | null = usd === null ? null : usdToNano(usd)
    await ledger.lift({ at, scope, part: {}, limitNano, rootSession, until, by: "ralex budget set" })
    const where = rootSession === null ? "" : ` in session ${rootSession}`
    const span = until === null ? "as long as it goes on" : `until ${atUtc(until)}`
    context.say(
      `The ${scope} budget is ${amountOf(usd)}${where}, ${span}; it counts at once, also in an OpenCode that runs.`,
    )
  })
}

async function rootOrItself(context: Context, ledger: Ledger, session: string): Promise<string> {
  const root = await rootSessionOf(ledger, session)
  if (root === undefined)
    context.say(`The ledger has no call of a session ${session} yet; see that its id is right.`)
  return root ?? session
}

function nothingToLift(scope: BudgetScope, usd: number | null, parts: ConfigLimit[]): string {
  if (parts.length > 0)
    return `There is no ${scope} budget for everything, so there is nothing to lift; what is set for an agent, a tier or a model is raised where it is set, in ralex.yaml.`
  return `There is no ${scope} budget here, so there is nothing to lift; \`ralex budget set ${scope} ${usd ?? 5}\` sets one.`
}

/** For everything, and for all that this project spends. */
function plainLimits(limits: ConfigLimit[], scope: BudgetScope): ConfigLimit[] {
  return limits.filter(
    ({ part, ...limit }) =>
      limit.scope === scope &&
      part.agent === undefined &&
      part.tier === undefined &&
      part.model === undefined,
  )
}

function amountOf(usd: number | null): string {
  return usd === null ? "none" : formatUsd(usdToNano(usd))
}
