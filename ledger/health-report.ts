// How models and providers did of late: success and latency in the last hour, and availability over a day against its
// objective.
import { isFailure, isTry } from "./is-failure.ts"
import type { Call, Ledger, SumsPart } from "./ledger.ts"
import { type Percentiles, percentiles } from "./report.ts"
import { isError, totalsOfCall } from "./totals.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Of the calls of a day, so many should be answered. */
const AVAILABILITY_OBJECTIVE = 0.99

const ERROR_BUDGET = 0.01

/** Of the last hour, and of those that had trouble in a day; errors beyond them all count as failed calls. */
const MOST_CALLS = 5_000

export interface HealthOf {
  kind: "model" | "provider"
  /** OpenRouter's name of the model that answered, or the provider that was asked. */
  name: string
  calls: number
  /**
   * Of those that were answered or failed, 0..1; null without any. A failed try counts here even though another model
   * then answered, but for one that cost nothing: it has no row, and shows in who rests.
   */
  successShare: number | null
  timeToFirstTokenMs: Percentiles | null
  durationMs: Percentiles | null
}

/**
 * A call counts as failed when, after all its fallbacks, it ended in a failure that the person did not cause. What they
 * stopped, a budget or key that allowed no more, and a prompt that no model holds are calls that did not fail. The error
 * budget is what of the calls may fail within the objective.
 */
interface Availability {
  /** 0..1 */
  objective: number
  calls: number
  failed: number
  /** 0..1; null without calls. */
  share: number | null
  /** Calls that may fail, those that did included. */
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
  const calls = await ledger.newestCalls({ since: new Date(at.getTime() - HOUR_MS), part, most: MOST_CALLS })
  return {
    hour: [
      ...healthBy("model", calls, (call) => call.modelUsed ?? call.model),
      ...healthBy("provider", calls, ({ provider }) => provider),
    ],
    availability: await readAvailability(ledger, at, part),
  }
}

/** The sums of hours say how many, the few rows that had trouble say what of it was no failed call. */
async function readAvailability(ledger: Ledger, at: Date, part: SumsPart): Promise<Availability> {
  const since = new Date(Math.floor((at.getTime() - DAY_MS) / HOUR_MS) * HOUR_MS)
  const [day] = await ledger.sums({ since, part, times: false })
  if (!day || day.errors === 0) return availabilityOf(day?.calls ?? 0, 0)
  const troubled = await ledger.newestCalls({ since, part, troubled: true, most: MOST_CALLS })
  // Another model, tier or provider may have answered in place of this one.
  const { model: _, provider: _p, tier: _t, class: _c, ...place } = part
  const others = await ledger.newestCalls({ since, part: place, troubled: true, most: MOST_CALLS })
  const errors = troubled.filter(({ outcome }) => isError(outcome))
  const byTurn = Map.groupBy(others, ({ turn }) => turn)
  const tries = errors.filter((call) => isTry(call, byTurn.get(call.turn) ?? []))
  const excused = errors.filter((call) => !isFailure(call.outcome) && !tries.includes(call))
  return availabilityOf(day.calls - tries.length, day.errors - tries.length - excused.length)
}

function availabilityOf(calls: number, failed: number): Availability {
  const budgetCalls = calls * ERROR_BUDGET
  const share = calls === 0 ? null : 1 - failed / calls
  return {
    objective: AVAILABILITY_OBJECTIVE,
    ...{ calls, failed, share, budgetCalls },
    budgetLeftShare: calls === 0 ? null : 1 - failed / budgetCalls,
    met: failed <= budgetCalls,
  }
}

function healthBy(kind: HealthOf["kind"], calls: Call[], nameOf: (call: Call) => string): HealthOf[] {
  return [...Map.groupBy(calls, nameOf)]
    .map(([name, own]) => {
      const sums = own.map(totalsOfCall)
      const good = own.filter(({ outcome }) => outcome === "ok").length
      const ended = good + own.filter(({ outcome }) => isFailure(outcome)).length
      return {
        ...{ kind, name, calls: own.length },
        successShare: ended === 0 ? null : good / ended,
        timeToFirstTokenMs: percentiles(sums.map(({ timeToFirstToken }) => timeToFirstToken)),
        durationMs: percentiles(sums.map(({ duration }) => duration)),
      }
    })
    .toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
}

/** For a person: `99.75 % of 400 calls in 24 hours did not fail, 1 failed; the objective is 99 %: …` */
export function availabilitySentence({ share, objective, calls, failed, budgetCalls }: Availability): string {
  if (share === null) return "no calls in the last 24 hours"
  const number = (value: number) => Number(value.toFixed(2))
  const used = failed === 0 ? 0 : Math.round((failed / budgetCalls) * 100)
  const left = budgetCalls - failed
  const budget =
    left < 0 ? `the error budget is exceeded (${used} % used)` : `${used} % of the error budget is used`
  const rest = left >= 1 ? `, ${Math.floor(left)} more may fail` : ""
  return (
    `${number(share * 100)} % of ${calls} ${calls === 1 ? "call" : "calls"} in 24 hours did not fail, ${failed} failed; ` +
    `the objective is ${number(objective * 100)} %: ${budget}${rest}`
  )
}
