// The views by their names.
import type { ViewDocuments, ViewName } from "../contract.ts"
import { readBlocks } from "./blocks.ts"
import { readFallbacks } from "./fallbacks.ts"
import { readFeed } from "./feed.ts"
import { readGroups } from "./groups.ts"
import { readHealth } from "./health.ts"
import { readLatency } from "./latency.ts"
import { readOverview } from "./overview.ts"
import type { Filter } from "./read-filter.ts"
import { readSeries } from "./series.ts"
import { readSession } from "./session.ts"
import { readSessions } from "./sessions.ts"
import { readSettings } from "./settings.ts"
import type { ViewSources } from "./view-sources.ts"

type Readers = {
  [Name in ViewName]: (sources: ViewSources, filter: Filter) => Promise<ViewDocuments[Name]>
}

/** Each rejects with a ViewError for what it can not show, and with a RalexError where the ledger can not be read. */
export const viewReaders: Readers = {
  overview: readOverview,
  series: readSeries,
  groups: readGroups,
  latency: readLatency,
  health: readHealth,
  fallbacks: readFallbacks,
  blocks: readBlocks,
  feed: readFeed,
  sessions: readSessions,
  session: readSession,
  settings: readSettings,
}
