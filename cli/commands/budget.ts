// `ralex budget`: limits, what counts against them and what is left; `ralex budget set` writes the user's config.
import { type BudgetScope, budgetScopes, type Config } from "../../config/index.ts"
import { formatUsd, isWindowScope, type Ledger, nanoToUsd, usdToNano, windowOf } from "../../ledger/index.ts"
import { type Context, configOf, printJson } from "../context.ts"
import type { BudgetDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { type ExitCode, exitCode } from "../exit-code.ts"
import { showTable } from "../show-table.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"
import { writeBudget } from "../write-budget.ts"

type Row = BudgetDocument["budgets"][number]

export const budget = defineCommand({
  name: "budget",
  description:
    "Limits, spent, left (exit 1 when one is reached); `budget set daily 5` changes the user's config.",
  args: {
    action: { type: "positional", required: false, description: "`set`, or nothing to show." },
    scope: { type: "positional", required: false, description: `One of ${budgetScopes.join(", ")}.` },
    usd: { type: "positional", required: false, description: "USD, or `none`." },
    session: { type: "string", valueHint: "id", description: "Show this session's budget, too." },
    json: jsonArgument,
  },
  run: async (args, context) => {
    if (args.action === "set") return setBudget(context, args.scope, args.usd)
    if (args.action !== undefined)
      throw new UsageError(
        `ralex budget does not know "${args.action}"; it knows \`budget set <scope> <usd>\`.`,
      )
    const { budgets } = configOf(context)
    const document = await withLedger(context, (ledger) =>
      readBudgets(ledger, budgets, context.now(), args.session),
    )
    if (args.json) printJson(context, document)
    else context.print(forPeople(document))
    return document.budgets.some((row) => row.crossed) ? exitCode.no : exitCode.ok
  },
})

function setBudget(context: Context, scopeText: string | undefined, usdText: string | undefined): ExitCode {
  const scope = budgetScopes.find((known) => known === scopeText)
  if (scope === undefined)
    throw new UsageError(`"${scopeText ?? ""}" is no budget; it must be one of ${budgetScopes.join(", ")}.`)
  const usd = readAmount(usdText)
  const file = context.environment.paths.userConfig
  writeBudget(file, scope, usd)
  context.say(`The ${scope} budget is now ${usd === null ? "none" : formatUsd(usdToNano(usd))}, in ${file}.`)
  const inForce = configOf(context).budgets[scope]
  if (inForce !== usd)
    context.say(
      `Here ${inForce === null ? "none" : formatUsd(usdToNano(inForce))} is in force, since this project or the environment says so.`,
    )
  return exitCode.ok
}

function readAmount(text: string | undefined): number | null {
  if (text === "none") return null
  const usd = text === undefined || text.trim() === "" ? Number.NaN : Number(text)
  if (!Number.isFinite(usd) || usd < 0)
    throw new UsageError(`"${text ?? ""}" is no amount; give USD such as 2.50, or none.`)
  return usd
}

async function readBudgets(
  ledger: Ledger,
  budgets: Config["budgets"],
  at: Date,
  session: string | undefined,
): Promise<BudgetDocument> {
  const rows = budgetScopes.map((scope) => readBudget(ledger, { scope, usd: budgets[scope], at, session }))
  return { v: 1, at: at.toISOString(), onLimit: budgets.onLimit, budgets: await Promise.all(rows) }
}

interface BudgetQuery {
  scope: BudgetScope
  usd: number | null
  at: Date
  session: string | undefined
}

async function readBudget(ledger: Ledger, { scope, usd, at, session }: BudgetQuery): Promise<Row> {
  const limit = usd === null ? null : usdToNano(usd)
  const summed = scope !== "call" && (scope !== "session" || session !== undefined)
  const query = { scope, at, ...(session === undefined ? {} : { rootSession: session }) }
  const spent = summed ? await ledger.spent(query) : undefined
  const left = limit === null || spent === undefined ? null : limit - spent.countedNano
  return {
    scope,
    limitNano: text(limit),
    limitUsd: usd,
    countedNano: text(spent?.countedNano),
    countedUsd: usdOf(spent?.countedNano),
    pendingNano: text(spent?.pendingNano),
    leftNano: text(left),
    leftUsd: usdOf(left),
    resetsAt: isWindowScope(scope) ? windowOf(scope, at).end.toISOString() : null,
    crossed: left !== null && left <= 0n,
  }
}

function text(nano: bigint | null | undefined): string | null {
  return nano === null || nano === undefined ? null : String(nano)
}

function usdOf(nano: bigint | null | undefined): number | null {
  return nano === null || nano === undefined ? null : nanoToUsd(nano)
}

function forPeople({ budgets, onLimit }: BudgetDocument): string {
  const money = (nano: string | null) => (nano === null ? "-" : formatUsd(BigInt(nano)))
  const rows = budgets.map((row) => [
    row.scope,
    row.limitNano === null ? "none" : money(row.limitNano),
    money(row.countedNano),
    money(row.pendingNano),
    row.crossed ? `${money(row.leftNano)} (reached)` : money(row.leftNano),
  ])
  const table = showTable(["budget", "limit", "spent", "of it held", "left"], rows)
  return `${table}\nAt a limit: ${onLimit === "degrade" ? "go on with free models" : "refuse"}.\n`
}
