// The alerts about limits: the highest threshold that the spend has passed, and "reached" once a call was refused.

import { settledOf } from "../forecast.ts"
import type { AlertRow, Limit, Nano, OverBudget, Standing } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { isWindowScope, windowOf } from "../windows.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import { atUtc } from "./at-utc.ts"
import type { DueAlert } from "./due-alert.ts"
import { type AlertPlace, limitWindow } from "./limit-window.ts"
import { nameLimit, wayToLift } from "./name-limit.ts"

const REACHED = 100n

/**
 * Holds do not pass a threshold, since most of a hold comes back. A limit keeps its last cents unspent, so what says
 * that it is reached is a refusal.
 * @param at Percents of a limit.
 */
export function limitAlerts(
  standing: Standing,
  refused: OverBudget | undefined,
  at: readonly number[],
  place: AlertPlace,
): DueAlert[] {
  const window = limitWindow(standing, place)
  // A limit of nothing is a wish for free models, and nothing to warn of.
  if (window === undefined || standing.limitNano <= 0n) return []
  const share = (settledOf(standing) * 100n) / standing.limitNano
  const reached = refused !== undefined || share >= REACHED
  const text = alertText(reached ? reachedText(standing, refused, place) : passedText(standing, share, place))
  const passed = at.filter((percent) => BigInt(percent) <= share)
  // A refusal may come long before: the thresholds that the spend is yet to pass are then still to be told.
  const due = reached && at.length > 0 ? [...new Set([...passed, Number(REACHED)])] : passed
  return due
    .sort((one, other) => other - one)
    .map((percent, index): DueAlert => {
      const key = alertKey(
        "limit",
        standing.scope,
        percent,
        window,
        standing.limitNano,
        ...partWords(standing),
      )
      const row = { key, at: place.at, level: levelOf(percent), text }
      return { row, silent: index > 0, heard: refused !== undefined }
    })
}

/** A limit's part as words for a key, in an order that does not depend on how it was written. */
export function partWords({ part = {} }: Pick<Limit, "part">): string[] {
  return Object.entries(part)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
}

function levelOf(percent: number): AlertRow["level"] {
  if (percent >= 100) return "error"
  return percent >= 80 ? "warning" : "info"
}

function passedText(standing: Standing, share: bigint, { at }: AlertPlace): string {
  const { limitNano, pendingNano, scope } = standing
  const held = pendingNano > 0n ? `, and ${formatUsd(pendingNano)} more is held` : ""
  const until = isWindowScope(scope) ? `; it starts anew at ${atUtc(windowOf(scope, at).end)}` : ""
  return (
    `Ralex: ${share} % of ${nameLimit(standing)} is spent: ${formatUsd(settledOf(standing))} of ` +
    `${formatUsd(limitNano)}${held}${until}. See where it went with \`ralex report\`, or ${wayToLift(standing)}.`
  )
}

function reachedText(standing: Standing, refused: OverBudget | undefined, { at }: AlertPlace): string {
  const counted: Nano = refused?.spentNano ?? standing.countedNano
  const until = isWindowScope(standing.scope)
    ? `Wait until ${atUtc(windowOf(standing.scope, at).end)}, or`
    : "To go on,"
  return (
    `Ralex: ${nameLimit(standing)} is reached: ${formatUsd(counted)} of ${formatUsd(standing.limitNano)} is spent ` +
    `or held, and paid calls that do not fit are not made. ${until} ${wayToLift(standing)}.`
  )
}
