// `ralex budget`: the limits, what counts against them, what is left and where it is heading.

import { isAbsolute, relative } from "node:path"
import { budgetScopes } from "../../config/index.ts"
import { atUtc, formatUsd, nameLimit, type Part, printable, readBudgetRows } from "../../ledger/index.ts"
import { type Context, loadedOf, printJson } from "../context.ts"
import type { BudgetDocument, BudgetRow } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { rootSessionOf } from "../root-session-of.ts"
import { setBudget } from "../set-budget.ts"
import { showTable } from "../show-table.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

export const budget = defineCommand({
  name: "budget",
  description:
    "Limits, spent, left (exit 1 when one is reached). `budget set daily 5` changes the user's config; with --today or --session it lifts the limit for that long.",
  args: {
    action: { type: "positional", required: false, description: "`set`, or nothing to show." },
    scope: { type: "positional", required: false, description: `One of ${budgetScopes.join(", ")}.` },
    usd: { type: "positional", required: false, description: "USD, or `none`." },
    session: {
      type: "string",
      valueHint: "id",
      description: "Show this session's budget, or set it for it alone.",
    },
    today: { type: "boolean", description: "Set it until the end of the UTC day, at once." },
    json: jsonArgument,
  },
  run: async (args, context) => {
    const { action, scope, usd, session, today = false } = args
    if (action === "set") {
      await setBudget(context, { scope, usd, session, today })
      // What was ignored is said already.
      if (args.json) printJson(context, await readBudgets({ ...context, say: () => {} }, session))
      return exitCode.ok
    }
    if (action !== undefined)
      throw new UsageError(`ralex budget does not know "${action}"; it knows \`budget set <scope> <usd>\`.`)
    if (today) throw new UsageError("--today goes with `ralex budget set <scope> <usd>`.")
    const document = await readBudgets(context, session)
    if (args.json) printJson(context, document)
    else context.print(forPeople(document, context))
    return document.budgets.some((row) => row.crossed) ? exitCode.no : exitCode.ok
  },
})

async function readBudgets(context: Context, session: string | undefined): Promise<BudgetDocument> {
  const { config, limits } = loadedOf(context)
  const at = context.now()
  const budgets = await withLedger(context, async (ledger) => {
    const rootSession =
      session === undefined ? undefined : ((await rootSessionOf(ledger, session)) ?? session)
    return readBudgetRows({ ledger, limits, at, rootSession })
  })
  return { v: 1, at: at.toISOString(), onLimit: config.budgets.onLimit, budgets }
}

function forPeople({ budgets, onLimit }: BudgetDocument, context: Context): string {
  const head = ["budget", "limit", "spent", "of it held", "left", "an hour", "forecast", "set by"]
  const rows = budgets.map((row) => [
    printable(nameOf(row)),
    row.limitNano === null ? "none" : money(row.limitNano),
    money(row.countedNano),
    money(row.pendingNano),
    row.crossed ? `${money(row.leftNano)} (reached)` : money(row.leftNano),
    money(row.forecast?.perHourNano),
    forecastOf(row),
    printable(setBy(row, context)),
  ])
  const lifts = budgets.flatMap((row) => (row.lift ? [`${printable(liftOf(row, row.lift))}\n`] : []))
  const atLimit = `At a limit: ${onLimit === "degrade" ? "go on with free models" : "refuse"}.\n`
  return [showTable(head, rows), ...lifts, atLimit].join("")
}

function money(nano: string | null | undefined): string {
  return nano === null || nano === undefined ? "-" : formatUsd(BigInt(nano))
}

/** "daily of agent explore in project shop" */
function nameOf({ scope, part }: BudgetRow): string {
  return nameLimit({ scope, part: part as Part }).replace(/^the (\w+) budget/, "$1")
}

function forecastOf({ forecast, crossed, resetsAt }: BudgetRow): string {
  if (forecast === null || resetsAt === null || crossed) return "-"
  if (forecast.limitMetAt !== null) return `reached ${atUtc(new Date(forecast.limitMetAt))}`
  return `${money(forecast.expectedNano)} by ${atUtc(new Date(resetsAt))}`
}

function setBy({ setBy: from }: BudgetRow, { environment, cwd }: Context): string {
  if (from === null) return "-"
  if (from === environment.paths.userConfig) return "you"
  return isAbsolute(from) ? relative(findProject(cwd), from) : from
}

function liftOf(
  row: BudgetRow,
  { insteadOfNano, until, session, by }: NonNullable<BudgetRow["lift"]>,
): string {
  const amount = row.limitNano === null ? "no limit" : money(row.limitNano)
  const where = session === null ? "" : ` in session ${session}`
  const span = until === null ? "" : ` until ${atUtc(new Date(until))}`
  return `${nameOf(row)}: ${amount} instead of ${money(insteadOfNano)}${where}${span}, by ${by}.`
}
