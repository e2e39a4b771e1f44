// Decides what the person should be told about money now. Pure: who says it, and that it is said once, is raise-alerts'.
import type { SpentHour } from "../forecast.ts"
import type { Limit, OverBudget, SealReport, Standing } from "../ledger.ts"
import { type Books, booksAlert } from "./books-alert.ts"
import { ceilingAlert, type LoweredTier } from "./ceiling-alert.ts"
import type { DueAlert } from "./due-alert.ts"
import { forecastAlert } from "./forecast-alert.ts"
import { keyAlerts, type WatchedKey } from "./key-alerts.ts"
import { limitAlerts, partWords } from "./limit-alerts.ts"
import type { AlertPlace } from "./limit-window.ts"
import { sealsAlert } from "./seals-alert.ts"
import { spikeAlert } from "./spike-alert.ts"
import { type TierDown, tierDownAlert } from "./tier-down-alert.ts"

/** What is known at a moment; what is left out is not judged. */
export interface AlertCauses {
  place: AlertPlace
  standings?: readonly Standing[]
  /** Calls that a limit did not allow: the limit is reached, whatever is left of it. */
  refusals?: readonly OverBudget[]
  /** Since `alertTotalsSince`; forecasts and spikes come from it. */
  totals?: readonly SpentHour[]
  loweredTiers?: readonly LoweredTier[]
  tiersDown?: readonly TierDown[]
  books?: readonly Books[]
  keys?: readonly WatchedKey[]
  seals?: SealReport
}

/** As in ralex.yaml's `alerts`. */
export interface AlertWishes {
  at: readonly number[]
  forecast: boolean
  spike: number | null
}

export function dueAlerts(causes: AlertCauses, { at, forecast, spike }: AlertWishes): DueAlert[] {
  const { place, standings = [], refusals = [], totals, tiersDown = [], books = [], seals } = causes
  const refusedAt = (standing: Standing) => refusals.find((refusal) => isAbout(refusal, standing))
  // An allowance for a ledger that is away is no limit of a window.
  const alone = refusals.filter(
    (refusal) => !refusal.allowance && !standings.some((standing) => isAbout(refusal, standing)),
  )
  const open = standings.filter((standing) => !refusedAt(standing))
  return [
    ...standings.flatMap((standing) => limitAlerts(standing, refusedAt(standing), at, place)),
    ...alone.flatMap((refusal) => limitAlerts(standingOf(refusal), refusal, at, place)),
    ...(forecast && totals ? open.flatMap((standing) => forecastAlert(standing, totals, place)) : []),
    ...(spike !== null && totals ? spikeAlert(totals, spike, place.at) : []),
    ...(causes.loweredTiers ?? []).flatMap((lowered) => ceilingAlert(lowered, place)),
    ...tiersDown.map((down) => tierDownAlert(down, place.at)),
    ...books.flatMap((found) => booksAlert(found, place.at)),
    ...(causes.keys ?? []).flatMap((key) => keyAlerts(key, place.at)),
    ...(seals ? sealsAlert(seals, place.at) : []),
  ]
}

function isAbout(refusal: OverBudget, limit: Limit): boolean {
  return (
    refusal.scope === limit.scope &&
    refusal.limitNano === limit.limitNano &&
    String(partWords(refusal)) === String(partWords(limit))
  )
}

/** Where only the refusal is at hand: it does not say which part of its sum is settled. */
function standingOf({ scope, part, limitNano, spentNano }: OverBudget): Standing {
  return { scope, ...(part ? { part } : {}), limitNano, countedNano: spentNano, pendingNano: 0n }
}
