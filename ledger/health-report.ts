// How models and providers did of late: success and latency in the last hour, and availability over a day against its
// objective.
import type { Call, Ledger, SumsPart } from "./ledger.ts"
import { type Percentiles, percentiles } from "./report.ts"
import { totalsOfCall } from "./totals.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Of the calls of a day, so many should be answered. */
const AVAILABILITY_OBJECTIVE = 0.99

/** Of the last hour; more calls tell nothing new. */
const MOST_CALLS = 5_000

export interface HealthOf {
  kind: "model" | "provider"
  /** OpenRouter's name of the model that answered, or the provider that was asked. */
  name: string
  calls: number
  /** Of ended calls, a person's own stop left out, 0..1; null where none ended. */
  successShare: number | null
  timeToFirstTokenMs: Percentiles | null
  durationMs: Percentiles | null
}

/**
 * A call counts as failed when it ended in a failure after all its fallbacks; what a person stopped did not fail. The
 * error budget is what of the calls may fail within the objective.
 */
interface Availability {
  /** 0..1 */
  objective: number
  calls: number
  failed: number
  /** 0..1; null without calls. */
  share: number | null
  /** Calls that may fail. */
  budgetCalls: number
  /** Of the error budget: 1 is all of it, negative is beyond it; null without calls. */
  budgetLeftShare: number | null
  met: boolean
}

export interface HealthReport {
  /** Models, then providers, each with the most calls first. */
  hour: HealthOf[]
  /** Of the last 24 hours, in whole hours. */
  availability: Availability
}

/** @param part Only calls that have this in common. */
export async function readHealth(ledger: Ledger, at: Date, part: SumsPart = {}): Promise<HealthReport> {
  const [day] = await ledger.sums({ since: new Date(at.getTime() - DAY_MS), part, times: false })
  const calls = await ledger.newestCalls({ since: new Date(at.getTime() - HOUR_MS), part, most: MOST_CALLS })
  return {
    hour: [
      ...healthBy("model", calls, (call) => call.modelUsed ?? call.model),
      ...healthBy("provider", calls, ({ provider }) => provider),
    ],
    availability: availabilityOf(day?.calls ?? 0, day?.errors ?? 0),
  }
}

function availabilityOf(calls: number, failed: number): Availability {
  const budgetCalls = calls * (1 - AVAILABILITY_OBJECTIVE)
  const share = calls === 0 ? null : 1 - failed / calls
  return {
    objective: AVAILABILITY_OBJECTIVE,
    ...{ calls, failed, share, budgetCalls },
    budgetLeftShare: calls === 0 ? null : 1 - failed / budgetCalls,
    met: share === null || share >= AVAILABILITY_OBJECTIVE,
  }
}

function healthBy(kind: HealthOf["kind"], calls: Call[], nameOf: (call: Call) => string): HealthOf[] {
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
      }
    })
    .toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
}
