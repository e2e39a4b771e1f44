// The alert that OpenRouter's books and the ledger disagree about what a key has spent.
import type { Nano } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import { atUtc } from "./at-utc.ts"
import type { DueAlert } from "./due-alert.ts"

/** What was spent with one key since a moment, by upstream's books and by the ledger. */
export interface Books {
  keyId: string
  since: Date
  billedNano: Nano
  /** Settled, and estimated at what it is taken to have cost. */
  spentNano: Nano
  /** Held for calls whose cost is not known: any part of it may be billed. */
  pendingNano: Nano
}

/** One cent, or a hundredth of the bill: what rounding and a bill that lags by a call may make. */
const LEAST_GAP_NANO = 10_000_000n
const GAP_PARTS = 100n

export function booksAlert(books: Books, at: Date): DueAlert[] {
  const gap = gapOf(books)
  if (gap === undefined) return []
  const { keyId, since, billedNano, spentNano, pendingNano } = books
  const held = pendingNano > 0n ? ` and ${formatUsd(pendingNano)} held` : ""
  const text = alertText(
    `Ralex: OpenRouter billed ${formatUsd(billedNano)} to this key since ${atUtc(since)}, and the ledger has ` +
      `${formatUsd(spentNano)}${held}. Run \`ralex reconcile\`. ${ADVICE[gap]}`,
  )
  const key = alertKey("books", keyId, at.toISOString().slice(0, 10))
  return [{ row: { key, at, level: "warning", text }, silent: false }]
}

const ADVICE = {
  billed:
    "If it stays, something else spends with this key, outside every budget: give Ralex a key of its own.",
  counted: "If it stays, the budgets count too much: report it with the output of `ralex doctor`.",
} as const

/** Which of the two has more than the other explains. */
function gapOf({ billedNano, spentNano, pendingNano }: Books): keyof typeof ADVICE | undefined {
  const hundredth = billedNano / GAP_PARTS
  const slack = hundredth > LEAST_GAP_NANO ? hundredth : LEAST_GAP_NANO
  if (billedNano > spentNano + pendingNano + slack) return "billed"
  return spentNano > billedNano + slack ? "counted" : undefined
}
