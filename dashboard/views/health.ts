// How models and providers did in the last hour, who rests since it failed, and availability over a day.
import { type Call, percentiles, type Rest, totalsOfCall } from "../../ledger/index.ts"
import type { HealthDocument, RestOfDashboard } from "../contract.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const OBJECTIVE = 0.99

/** Of the last hour; more calls tell nothing new. */
const MOST_CALLS = 5_000

export async function readHealth(
  { ledger, now }: ViewSources,
  { at, part }: Filter,
): Promise<HealthDocument> {
  const since = new Date(at.getTime() - DAY_MS)
  const [day] = await ledger.sums({ since, part, times: false })
  const hourAgo = new Date(at.getTime() - HOUR_MS)
  const calls = await ledger.newestCalls({ since: hourAgo, part, most: MOST_CALLS })
  const rests = (await ledger.rests()).map((rest) => restLine(rest, now()))
  return {
    ...periodOf({ at, since, until: undefined }),
    hour: [
      ...rowsOf("model", calls, rests, (call) => call.modelUsed ?? call.model),
      ...rowsOf("provider", calls, rests, ({ provider }) => provider),
    ],
    availability: availabilityOf(day?.calls ?? 0, day?.errors ?? 0),
    rests,
  }
}

function availabilityOf(calls: number, failed: number): HealthDocument["availability"] {
  const budgetCalls = calls * (1 - OBJECTIVE)
  const share = calls === 0 ? null : 1 - failed / calls
  return {
    objective: OBJECTIVE,
    ...{ calls, failed, share, budgetCalls },
    budgetLeftShare: calls === 0 ? null : 1 - failed / budgetCalls,
    met: share === null || share >= OBJECTIVE,
  }
}

function rowsOf(
  kind: "model" | "provider",
  calls: Call[],
  rests: RestOfDashboard[],
  nameOf: (call: Call) => string,
): HealthDocument["hour"] {
  return [...Map.groupBy(calls, nameOf)]
    .map(([name, own]) => {
      const sums = own.map(totalsOfCall)
      const ended = own.filter(({ outcome }) => outcome !== null && outcome !== "aborted")
      const good = ended.filter(({ outcome }) => outcome === "ok")
      return {
        ...{ kind, name, calls: own.length },
        successShare: ended.length === 0 ? null : good.length / ended.length,
        timeToFirstTokenMs: percentiles(sums.map(({ timeToFirstToken }) => timeToFirstToken)),
        durationMs: percentiles(sums.map(({ duration }) => duration)),
        rest: rests.find(({ key, resting }) => resting && key === `${kind}:${name}`) ?? null,
      }
    })
    .toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
}

function restLine({ key, failures, reason, detail, at, until }: Rest, now: Date): RestOfDashboard {
  return {
    ...{ key, failures, reason, detail },
    at: at.toISOString(),
    until: until.toISOString(),
    resting: until > now,
  }
}
