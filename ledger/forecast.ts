// Where the spend of a window is heading: its run rate, what it comes to by the end, and when the limit will be met.
import type { HourTotals, Nano, Part, Standing } from "./ledger.ts"
import { nanoToUsd } from "./money.ts"
import { isWindowScope, type Window, type WindowScope, windowOf } from "./windows.ts"

export interface Forecast {
  scope: WindowScope
  part: Part
  limitNano: Nano
  window: Window
  /** Settled in the window; holds are left out, since most of a hold comes back. */
  spentNano: Nano
  /** The window's own rate, early on drawn towards that of the trailing week. */
  perHourNano: Nano
  /** What is spent by the end of the window at that rate. */
  expectedNano: Nano
  /** null when it will not be met in this window. */
  limitMetAt: Date | null
}

/** What an hour cost, of calls that have these in common. */
export type SpentHour = Pick<HourTotals, "hour" | "spentNano" | "project" | "agent" | "tier" | "model">

/** A forecast as JSON documents have it. */
export interface ForecastDocument {
  perHourNano: string
  perHourUsd: number
  expectedNano: string
  expectedUsd: number
  limitMetAt: string | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/**
 * @param totals The trailing week's, of all calls; those of other parts are left out here.
 * @returns null for a limit without a calendar window, and where nothing was spent that tells a rate.
 */
export function forecastOf(standing: Standing, totals: readonly SpentHour[], now: Date): Forecast | null {
  const { scope, limitNano, part = {} } = standing
  if (!isWindowScope(scope)) return null
  const window = windowOf(scope, now)
  const spentNano = settledOf(standing)
  const rate = blend(spentNano, window, trailingWeek(totals, part, now), now)
  if (rate === null) return null
  const leftMs = BigInt(window.end.getTime() - now.getTime())
  return {
    scope,
    part,
    limitNano,
    window,
    spentNano,
    perHourNano: (rate.nano * BigInt(HOUR_MS)) / rate.ms,
    expectedNano: spentNano + (rate.nano * leftMs) / rate.ms,
    limitMetAt: limitMetAt(standing, rate, now, leftMs),
  }
}

export function forecastDocument(forecast: Forecast): ForecastDocument {
  return {
    perHourNano: String(forecast.perHourNano),
    perHourUsd: nanoToUsd(forecast.perHourNano),
    expectedNano: String(forecast.expectedNano),
    expectedUsd: nanoToUsd(forecast.expectedNano),
    limitMetAt: forecast.limitMetAt?.toISOString() ?? null,
  }
}

export function settledOf({ countedNano, pendingNano }: Pick<Standing, "countedNano" | "pendingNano">): Nano {
  return countedNano > pendingNano ? countedNano - pendingNano : 0n
}

/** So much in so long: a fraction, so that nothing is rounded before the end. */
interface Rate {
  nano: bigint
  /** Above zero. */
  ms: bigint
}

/**
 * The trailing week counts as if it had been seen for a quarter of the window, yet for no longer than there is history;
 * so it leads in the first hours and fades from then on.
 */
function blend(spentNano: Nano, window: Window, trailing: Rate | null, now: Date): Rate | null {
  const elapsed = now.getTime() - window.start.getTime()
  if (trailing === null) {
    // Ten cents in the first minute are no USD 144 a day.
    return spentNano === 0n ? null : { nano: spentNano, ms: BigInt(Math.max(elapsed, HOUR_MS)) }
  }
  const quarter = BigInt(window.end.getTime() - window.start.getTime()) / 4n
  const weight = quarter < trailing.ms ? quarter : trailing.ms
  return {
    nano: spentNano * trailing.ms + trailing.nano * weight,
    ms: (BigInt(elapsed) + weight) * trailing.ms,
  }
}

/** Since the first spend of the last seven days, a day at least: who began yesterday has no week of zeros behind. */
function trailingWeek(totals: readonly SpentHour[], part: Part, now: Date): Rate | null {
  const since = now.getTime() - WEEK_MS
  const hours = totals.filter(
    (row) => row.spentNano > 0n && row.hour.getTime() >= since && row.hour <= now && isIn(row, part),
  )
  if (hours.length === 0) return null
  const first = hours.reduce((earliest, { hour }) => Math.min(earliest, hour.getTime()), now.getTime())
  return {
    nano: hours.reduce((sum, { spentNano }) => sum + spentNano, 0n),
    ms: BigInt(Math.max(now.getTime() - first, DAY_MS)),
  }
}

function isIn(row: SpentHour, { project, agent, tier, model }: Part): boolean {
  return (
    (project === undefined || project === row.project) &&
    (agent === undefined || agent === row.agent) &&
    (tier === undefined || tier === row.tier) &&
    (model === undefined || model === row.model)
  )
}

function limitMetAt(
  { limitNano, countedNano, pendingNano }: Standing,
  rate: Rate,
  now: Date,
  leftMs: bigint,
) {
  if (countedNano >= limitNano) return now
  if (rate.nano === 0n) return null
  const inMs = ((limitNano - settledOf({ countedNano, pendingNano })) * rate.ms) / rate.nano
  return inMs < leftMs ? new Date(now.getTime() + Number(inMs)) : null
}
