// The sessions that called models, the newest first.
import { MOST_ROWS, type SessionsDocument } from "../contract.ts"
import { periodOfHours } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import { totalsDocument } from "./totals-document.ts"
import type { ViewSources } from "./view-sources.ts"

export async function readSessions({ ledger }: ViewSources, filter: Filter): Promise<SessionsDocument> {
  const { since, until, part } = filter
  const query = { since, until, part, by: "session" } as const
  const rows = await ledger.sums({ ...query, order: "newest", most: MOST_ROWS })
  return {
    ...periodOfHours(filter),
    sessions: rows.map((row) => ({
      session: row.key,
      project: row.project,
      firstAt: row.first.toISOString(),
      lastAt: row.last.toISOString(),
      ...totalsDocument([row]),
    })),
    left: (await ledger.countSums(query)) - rows.length,
  }
}
