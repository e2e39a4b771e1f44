// What one call counts as in every sum. Pure: the stores keep their sums by adding the difference that a write makes.
import type { Call, Nano, Spent } from "./ledger.ts"

/** Settled calls at their cost, all others at no less than what is held for them. */
export function countedOf({
  status,
  heldNano,
  costNano,
}: Pick<Call, "status" | "heldNano" | "costNano">): Spent {
  if (status === "settled") return { countedNano: costNano, pendingNano: 0n }
  const countedNano: Nano = costNano > heldNano ? costNano : heldNano
  return { countedNano, pendingNano: countedNano }
}
