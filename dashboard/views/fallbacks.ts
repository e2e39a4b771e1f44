// Calls that took more than one try, or failed.
import { type FallbacksDocument, MOST_ROWS } from "../contract.ts"
import { callLine } from "./call-line.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

export async function readFallbacks({ ledger }: ViewSources, filter: Filter): Promise<FallbacksDocument> {
  const { since, until, part } = filter
  const models = await ledger.sums({ since, until, part, by: "model", times: false })
  const newest = await ledger.newestCalls({ since, until, part, troubled: true, most: MOST_ROWS })
  const sum = (of: (row: (typeof models)[number]) => number) =>
    models.reduce((total, row) => total + of(row), 0)
  return {
    ...periodOf(filter),
    calls: sum(({ calls }) => calls),
    fallbacks: sum(({ fallbacks }) => fallbacks),
    errors: sum(({ errors }) => errors),
    byOutcome: [...Map.groupBy(newest, ({ outcome }) => outcome ?? "running")]
      .map(([outcome, rows]) => ({ outcome, calls: rows.length }))
      .toSorted((a, b) => b.calls - a.calls || (a.outcome < b.outcome ? -1 : 1)),
    byModel: models
      .filter(({ fallbacks, errors }) => fallbacks + errors > 0)
      .map(({ key, calls, fallbacks, errors }) => ({ model: key, calls, fallbacks, errors }))
      .toSorted((a, b) => b.fallbacks + b.errors - a.fallbacks - a.errors || (a.model < b.model ? -1 : 1)),
    newest: newest.map(callLine),
  }
}
