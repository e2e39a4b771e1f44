// What was spent against every limit and saved, in all.
import { applyProfile } from "../../config/index.ts"
import { type BudgetRow, type Ledger, nameLimit, readBudgetRows, redact } from "../../ledger/index.ts"
import type { BudgetOfDashboard, OverviewDocument } from "../contract.ts"
import { periodOfHours } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import { money, totalsDocument } from "./totals-document.ts"
import type { ViewSources } from "./view-sources.ts"

/** A list to choose from is no good any more when it is longer. */
const MOST_CHOICES = 100

export async function readOverview(
  { ledger, loaded, now }: ViewSources,
  filter: Filter,
): Promise<OverviewDocument> {
  const { since, until, part } = filter
  const { config, limits, error } = loaded()
  const rows = await readBudgetRows({ ledger, limits, at: now(), rootSession: part.session })
  return {
    ...periodOfHours(filter),
    totals: totalsDocument(await ledger.sums({ since, until, part })),
    budgets: rows.filter(isShown).map(budgetOf),
    configError: error === undefined ? null : redact(error),
    onLimit: config.budgets.onLimit,
    baselineModel: applyProfile(config).baseline,
    blocks: await ledger.countBlocked(filter),
    choices: await choices(ledger, { since, until }),
  }
}

/** Every limit, and what was spent in a window that has none; a turn without a limit says nothing. */
function isShown({ limitNano, countedNano }: BudgetRow): boolean {
  return limitNano !== null || countedNano !== null
}

function budgetOf(row: BudgetRow): BudgetOfDashboard {
  const { scope, part, limitNano, limitUsd, leftNano, leftUsd, resetsAt, crossed, setBy, lift, forecast } =
    row
  const held = row.pendingNano === null ? null : BigInt(row.pendingNano)
  const counted = row.countedNano === null ? null : BigInt(row.countedNano)
  const nothing = { spentNano: null, spentUsd: null, heldNano: null, heldUsd: null }
  return {
    ...{ scope, part, name: nameLimit({ scope, part }), limitNano, limitUsd, leftNano, leftUsd },
    ...(counted === null || held === null
      ? nothing
      : { ...money("spent", counted - held), ...money("held", held) }),
    ...{ resetsAt, crossed, setBy, forecast },
    lift: lift && {
      insteadOfNano: lift.insteadOfNano,
      insteadOfUsd: lift.insteadOfUsd,
      ...{ at: lift.at, until: lift.until, by: lift.by },
    },
  }
}

async function choices(
  ledger: Ledger,
  period: Pick<Filter, "since" | "until">,
): Promise<OverviewDocument["choices"]> {
  const { projects, agents, models } = await ledger.names(period)
  const some = (names: string[]) => names.slice(0, MOST_CHOICES)
  return { projects: some(projects), agents: some(agents), models: some(models) }
}
