// `/ralex-budget`: shows the limits; `/ralex-budget daily 10` makes one another one for a while. Only a person says
// it, so it may loosen; it is written to the ledger, where every hold from now on reads it.
import type { BudgetScope } from "../../config/index.ts"
import { formatUsd, isWindowScope, type Limit, openBooks, windowOf } from "../../ledger/index.ts"
import { type BudgetWish, readBudgetWords } from "./read-budget-words.ts"
import { type LimitsAsked, showLimits } from "./show-limits.ts"
import type { SlashCommand } from "./slash-command.ts"

const NAME = "ralex-budget"

const USAGE =
  `To lift one: \`/${NAME} daily 10\` makes the daily (weekly, monthly) budget USD 10 until midnight UTC, ` +
  `\`/${NAME} session 2\` the session's (run, turn, call) USD 2 for this session, and \`none\` in place of the amount is no limit.`

export const ralexBudget: SlashCommand = {
  name: NAME,
  description: "Show or lift Ralex's budgets: daily 10, session none",
  answer: async (words, by) => {
    const wish = readBudgetWords(words)
    if (wish.kind === "unclear") return `${wish.why} Nothing was changed.\n\n${USAGE}`
    const books = await openBooks(by.instance)
    if (books.kind === "closed")
      return `The ledger can not be used (${books.reason}), so nothing is spent, shown or lifted. Mend it, then say it again.`
    const asked = { ...by, ledger: books.ledger, limits: books.limits }
    return wish.kind === "show" ? show(asked) : lift(wish, asked)
  },
}

async function show(asked: LimitsAsked): Promise<string> {
  const { onLimit } = asked.instance.loaded.config.budgets
  const { countedNano } = await asked.ledger.spent({ scope: "daily", at: asked.at })
  const today = `Today (UTC) ${formatUsd(countedNano)} is spent or held in all.`
  if (asked.limits.length === 0)
    return `No budget is set. ${today} In a terminal, \`ralex budget set daily 5\` sets one for the next start of OpenCode.`
  const then = onLimit === "degrade" ? "goes on with free models" : "makes no call"
  return `${await showLimits(asked)}\n${today} At a limit Ralex ${then}.\n\n${USAGE}`
}

type Wish = Extract<BudgetWish, { kind: "lift" }>

async function lift({ scope, limitNano }: Wish, asked: LimitsAsked): Promise<string> {
  const { ledger, rootSession, at } = asked
  const limits = asked.limits.filter((limit) => limit.scope === scope && isForAll(limit))
  if (limits.length === 0) return noSuchLimit(scope, asked)
  const today = isWindowScope(scope)
  await ledger.lift({
    at,
    scope,
    part: {},
    limitNano,
    rootSession: today ? null : rootSession,
    until: today ? windowOf("daily", await ledger.clock(at)).end : null,
    by: `/${NAME}`,
  })
  const amount = limitNano === null ? "no longer a limit" : formatUsd(limitNano)
  const time = today ? "until midnight UTC" : "for this session"
  return `The ${scope} budget is ${amount} ${time}.\n\n${await showLimits({ ...asked, limits })}`
}

/** What is set for an agent, a tier or a model stands where it was set. */
function isForAll({ part = {} }: Limit): boolean {
  return part.agent === undefined && part.tier === undefined && part.model === undefined
}

async function noSuchLimit(scope: BudgetScope, asked: LimitsAsked): Promise<string> {
  const parts = asked.limits.filter((limit) => limit.scope === scope)
  if (parts.length === 0)
    return `No ${scope} budget is set, so there is nothing to lift. In a terminal, \`ralex budget set ${scope} 5\` sets one for the next start of OpenCode.`
  const shown = await showLimits({ ...asked, limits: parts })
  return `There is no ${scope} budget for everything, so nothing was lifted. These are raised where they are set, in ralex.yaml:\n\n${shown}`
}
