// Whether a call's bound fits what the limits leave, and with how much output if not all of it does.
import type { Bound, HoldOutcome, Limit, Nano } from "./ledger.ts"
import { costOfTokens } from "./money.ts"

/** A limit and what already counts against it. */
export interface Standing extends Limit {
  spentNano: Nano
}

export function fitBound(bound: Bound, standings: Standing[]): HoldOutcome {
  const heldNano = costAt(bound, bound.maxOutputTokens)
  const tightest = standings.reduce<Standing | undefined>(
    (least, standing) => (least && left(least) <= left(standing) ? least : standing),
    undefined,
  )
  // What costs nothing is no matter of budgets: a session goes on with free models when all is spent.
  if (!tightest || heldNano === 0n || heldNano <= left(tightest)) {
    return { kind: "held", heldNano, maxOutputTokens: bound.maxOutputTokens }
  }
  const neededNano = costAt(bound, bound.minOutputTokens)
  if (neededNano <= left(tightest)) {
    const maxOutputTokens = affordableTokens(bound, left(tightest))
    return { kind: "held", heldNano: costAt(bound, maxOutputTokens), maxOutputTokens }
  }
  const { scope, limitNano, spentNano } = tightest
  return { kind: "over-budget", scope, limitNano, spentNano, neededNano }
}

function left({ limitNano, spentNano }: Standing): Nano {
  return limitNano - spentNano
}

function costAt(bound: Bound, outputTokens: number): Nano {
  return bound.inputNano + costOfTokens(outputTokens, bound.outputNanoPerMillion)
}

/** Only reached when the output costs something: else all of it or none of it would fit. */
function affordableTokens(bound: Bound, leftNano: Nano): number {
  return Number(((leftNano - bound.inputNano) * 1_000_000n) / bound.outputNanoPerMillion)
}
