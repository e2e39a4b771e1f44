// The report of a stretch of time out of a ledger: whole hours from their sums, the hour it begins in from its calls.
import { groupTotalsOfCalls } from "./group-totals.ts"
import type { GroupTotals, Ledger } from "./ledger.ts"
import { makeReport, type Report, type ReportGroup } from "./report.ts"

const HOUR_MS = 60 * 60 * 1000

export interface ReportQuery {
  /** null is from the beginning. */
  since: Date | null
  until: Date
  group?: ReportGroup | undefined
}

/** Where the calls of the first hour are no longer kept, the report begins with that hour, and its `since` says so. */
export async function readReport(ledger: Ledger, { since, until, group }: ReportQuery): Promise<Report> {
  const begun = await readBegun(ledger, since, group)
  const blocks = await ledger.blocks(begun.since)
  return makeReport({ ...begun, blocks, until, group })
}

interface Begun {
  since: Date | null
  totals: GroupTotals[]
}

async function readBegun(ledger: Ledger, since: Date | null, by: ReportGroup | undefined): Promise<Begun> {
  if (since === null || since.getTime() % HOUR_MS === 0)
    return { since, totals: await ledger.groupTotals({ since, by }) }
  const hour = new Date(Math.floor(since.getTime() / HOUR_MS) * HOUR_MS)
  const next = new Date(hour.getTime() + HOUR_MS)
  const whole = await ledger.groupTotals({ since: hour, until: next, by })
  const calls = await ledger.calls({ since: hour, until: next })
  const later = await ledger.groupTotals({ since: next, by })
  const kept = whole.reduce((sum, row) => sum + row.calls, 0) === calls.length
  if (!kept) return { since: hour, totals: [...whole, ...later] }
  const within = calls.filter(({ startedAt }) => startedAt >= since)
  return { since, totals: [...groupTotalsOfCalls(within, by), ...later] }
}
