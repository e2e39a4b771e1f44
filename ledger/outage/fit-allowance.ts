// Whether a call fits while the ledger is away: limits on one call hold as ever, all others give way to the allowance.
import { fitBound } from "../fit-bound.ts"
import type { Bound, HoldOutcome, Limit, Nano, Part, Spent, Where } from "../ledger.ts"
import { concerns } from "../standings.ts"

export interface Allowance {
  limitNano: Nano
  /** By calls that the ledger does not know of yet, without this one. */
  spent: Spent
}

export interface Wanted {
  bound: Bound
  limits: Limit[]
  where: Pick<Where, keyof Part>
}

/** A call that no limit holds for needs no allowance, nor does one that costs nothing. */
export function fitAllowance({ bound, limits, where }: Wanted, allowance: Allowance): HoldOutcome {
  const here = limits.filter(({ part }) => concerns(part, where))
  const ofCall = here.filter(({ scope }) => scope === "call")
  const fit = fitBound(
    bound,
    ofCall.map((limit) => ({ ...limit, countedNano: 0n, pendingNano: 0n })),
  )
  if (fit.kind !== "held" || here.length === 0) return fit
  const { limitNano, spent } = allowance
  const lowered = { ...bound, maxOutputTokens: fit.maxOutputTokens }
  const allowed = fitBound(lowered, [{ scope: "run", limitNano, ...spent }])
  // What stands against the allowance is no standing of a budget, and must raise no alert of one.
  if (allowed.kind === "held") return { ...allowed, standings: [] }
  return { ...allowed, allowance: true }
}
