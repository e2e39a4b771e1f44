// Calls added up by what they have in common.
import { GROUP_KEYS, type GroupsDocument, MOST_ROWS } from "../contract.ts"
import { periodOfHours } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import { totalsDocument } from "./totals-document.ts"
import { ViewError } from "./view-error.ts"
import type { ViewSources } from "./view-sources.ts"

/** @throws {ViewError} for a `by` that is none of GROUP_KEYS. */
export async function readGroups({ ledger }: ViewSources, filter: Filter): Promise<GroupsDocument> {
  const { since, until, part } = filter
  const by = GROUP_KEYS.find((key) => key === (filter.by ?? "tier"))
  if (by === undefined) throw new ViewError(`by must be one of ${GROUP_KEYS.join(", ")} here.`)
  const query = { since, until, part, by }
  const rows = await ledger.sums({ ...query, order: "dearest", most: MOST_ROWS })
  return {
    ...periodOfHours(filter),
    by,
    totals: totalsDocument(await ledger.sums({ since, until, part })),
    groups: rows.map((row) => ({ key: row.key, ...totalsDocument([row]) })),
    left: (await ledger.countSums(query)) - rows.length,
  }
}
