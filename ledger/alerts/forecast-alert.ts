// The alert that a window's spend is heading beyond its limit, while there is still time to do something about it.
import { type Forecast, forecastOf, type SpentHour, settledOf } from "../forecast.ts"
import type { Standing } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import { atUtc } from "./at-utc.ts"
import type { DueAlert } from "./due-alert.ts"
import { partWords } from "./limit-alerts.ts"
import { type AlertPlace, limitWindow } from "./limit-window.ts"
import { nameLimit, wayToLift } from "./name-limit.ts"

/** Before a fifth of the limit is spent, a forecast says more about last week than about this window. */
const SPENT_PARTS = 5n

export function forecastAlert(
  standing: Standing,
  totals: readonly SpentHour[],
  place: AlertPlace,
): DueAlert[] {
  const forecast = forecastOf(standing, totals, place.at)
  const window = limitWindow(standing, place)
  if (forecast?.limitMetAt == null || window === undefined) return []
  const spentNano = settledOf(standing)
  // What is reached needs no forecast.
  if (standing.countedNano >= standing.limitNano || spentNano * SPENT_PARTS < standing.limitNano) return []
  const key = alertKey("forecast", standing.scope, window, standing.limitNano, ...partWords(standing))
  const text = alertText(textOf(standing, forecast, forecast.limitMetAt))
  return [{ row: { key, at: place.at, level: "warning", text }, silent: false }]
}

function textOf(standing: Standing, { expectedNano, perHourNano, window }: Forecast, metAt: Date): string {
  return (
    `Ralex: ${nameLimit(standing)} of ${formatUsd(standing.limitNano)} will be used up about ${atUtc(metAt)}: at ` +
    `${formatUsd(perHourNano)} an hour it comes to ${formatUsd(expectedNano)} by ${atUtc(window.end)}. Use a cheaper ` +
    `tier, or ${wayToLift(standing)}.`
  )
}
