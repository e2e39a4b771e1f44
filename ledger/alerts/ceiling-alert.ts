// The alert that asks go to a cheaper tier than they would, since most of a limit is spent.
import type { Tier } from "../../config/index.ts"
import { settledOf } from "../forecast.ts"
import type { Standing } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { isWindowScope, windowOf } from "../windows.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import { atUtc } from "./at-utc.ts"
import type { DueAlert } from "./due-alert.ts"
import { partWords } from "./limit-alerts.ts"
import { type AlertPlace, limitWindow } from "./limit-window.ts"
import { nameLimit, wayToLift } from "./name-limit.ts"

/** A tier that asks come down to, and the limit that brought it about. */
export interface LoweredTier {
  tier: Tier
  standing: Standing
}

export function ceilingAlert({ tier, standing }: LoweredTier, place: AlertPlace): DueAlert[] {
  const window = limitWindow(standing, place)
  if (window === undefined || standing.limitNano <= 0n) return []
  const key = alertKey("ceiling", standing.scope, tier, window, standing.limitNano, ...partWords(standing))
  const text = alertText(textOf(tier, standing, place))
  return [{ row: { key, at: place.at, level: "warning", text }, silent: false }]
}

function textOf(tier: Tier, standing: Standing, { at }: AlertPlace): string {
  const { scope, limitNano } = standing
  const share = (settledOf(standing) * 100n) / limitNano
  const until = isWindowScope(scope) ? ` until ${atUtc(windowOf(scope, at).end)}` : ""
  return (
    `Ralex: ${share} % of ${nameLimit(standing)} of ${formatUsd(limitNano)} is spent, so asks for dearer models go to ` +
    `the ${tier} tier${until} (budgets.soft in ralex.yaml). Choose a model or tier by its name to have it all the same, ` +
    `or ${wayToLift(standing)}.`
  )
}
