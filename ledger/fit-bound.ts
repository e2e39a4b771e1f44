// Whether a call's bound fits what the limits leave, and with how much output if not all of it does.
import type { Bound, HoldOutcome, Nano, Standing } from "./ledger.ts"
import { costOfTokens } from "./money.ts"

type Fit = Exclude<HoldOutcome, { kind: "too-many-calls" }>

/** `standings` are without the call itself; those that come back are with its hold in. */
export function fitBound(bound: Bound, standings: Standing[]): Fit {
  const tightest = standings.reduce<Standing | undefined>(
    (least, standing) => (least && left(least) <= left(standing) ? least : standing),
    undefined,
  )
  // What costs nothing is no matter of budgets: a session goes on with free models when all is spent.
  const wholeNano = costAt(bound, bound.maxOutputTokens)
  if (!tightest || wholeNano === 0n || wholeNano <= left(tightest)) {
    return held(standings, wholeNano, bound.maxOutputTokens)
  }
  const neededNano = costAt(bound, bound.minOutputTokens)
  if (neededNano <= left(tightest)) {
    const maxOutputTokens = affordableTokens(bound, left(tightest))
    return held(standings, costAt(bound, maxOutputTokens), maxOutputTokens)
  }
  const { scope, part, limitNano, countedNano: spentNano } = tightest
  return { kind: "over-budget", scope, ...(part ? { part } : {}), limitNano, spentNano, neededNano }
}

function held(standings: Standing[], heldNano: Nano, maxOutputTokens: number): Fit {
  const after = standings.map((standing) => ({
    ...standing,
    countedNano: standing.countedNano + heldNano,
    pendingNano: standing.pendingNano + heldNano,
  }))
  return { kind: "held", heldNano, maxOutputTokens, standings: after }
}

function left({ limitNano, countedNano }: Standing): Nano {
  return limitNano - countedNano
}

function costAt(bound: Bound, outputTokens: number): Nano {
  return bound.inputNano + costOfTokens(outputTokens, bound.outputNanoPerMillion)
}

/** Only reached when the output costs something: else all of it or none of it would fit. */
function affordableTokens(bound: Bound, leftNano: Nano): number {
  return Number(((leftNano - bound.inputNano) * 1_000_000n) / bound.outputNanoPerMillion)
}
