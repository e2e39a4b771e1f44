// What happened last: calls with the reasons of their routing, blocks, lifts and alerts.
import { saidAlerts } from "../../ledger/index.ts"
import { type FeedDocument, type FeedEvent, MOST_ROWS } from "../contract.ts"
import { cursorText } from "./feed-cursor.ts"
import { alertEvent, callEvent, liftEvent, verdictEvent } from "./feed-event.ts"
import { isWanted } from "./is-wanted.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

const DAY_MS = 24 * 3_600_000

export async function readFeed({ ledger }: ViewSources, filter: Filter): Promise<FeedDocument> {
  const { at, until, part, rule } = filter
  const since = filter.since ?? new Date(at.getTime() - DAY_MS)
  const end = until ?? new Date(8.64e15)
  // Before the rows: what is written meanwhile is told twice rather than never.
  const cursor = cursorText({ sequence: await ledger.lastWrite(), alertsFrom: at.getTime() })
  const calls = await ledger.newestCalls({ since, until, part, most: MOST_ROWS })
  const verdicts = await ledger.newestBlocks({ since, until, part, rule, most: MOST_ROWS })
  const lifts = await ledger.liftsWritten({ since, until: end })
  const alerts = saidAlerts(await ledger.alerts(since)).filter((alert) => alert.at < end)
  const events: FeedEvent[] = [
    ...calls.map(callEvent),
    ...verdicts.map(verdictEvent),
    ...lifts.map(liftEvent),
    ...alerts.map(alertEvent),
  ]
  return {
    ...periodOf({ at, since, until }),
    cursor,
    events: events
      .filter((event) => isWanted(event, filter))
      .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1))
      .slice(0, MOST_ROWS),
  }
}
