// The one sentence with which a call is refused for money, whoever makes it.
import type { HoldOutcome } from "./ledger.ts"
import { formatUsd } from "./money.ts"

const NAMES = {
  call: "per-call",
  session: "session",
  daily: "daily",
  weekly: "weekly",
  monthly: "monthly",
} as const

/** What may go on all the same: nothing yet, nothing any more, or Ralex's own free models. */
export type WayOut = "stop" | "degrade" | "other-provider"

const ADVICE: Record<WayOut, string> = {
  stop: "or set budgets.onLimit to degrade to go on with free models",
  degrade: "or add free models to tiers.free, since none of those there could take it",
  "other-provider": "or choose ralex/free to go on with free models",
}

type Refused = Extract<HoldOutcome, { kind: "over-budget" }>

/** @param setBy The project's file or the variable that set the limit; undefined where the person's own file did. */
export function overBudgetSentence(refused: Refused, wayOut: WayOut, setBy?: string): string {
  const { scope, limitNano, spentNano, neededNano } = refused
  return (
    `Ralex: the ${NAMES[scope]} budget is reached: ${formatUsd(spentNano)} of ${formatUsd(limitNano)} is spent or held ` +
    `and this call may need ${formatUsd(neededNano)}, so it was not made. ${raise(scope, setBy)}, ${ADVICE[wayOut]}.`
  )
}

function raise(scope: Refused["scope"], setBy: string | undefined): string {
  if (setBy === undefined) return `Raise it with \`ralex budget set ${scope} <usd>\``
  if (setBy.startsWith("RALEX_")) return `Raise ${setBy} in the environment`
  return `Raise budgets.${scope} in ${setBy} and run \`ralex trust\``
}
