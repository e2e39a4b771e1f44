// How each budget stands: the limit, what counts against it, what is left.
import type { Ledger, Limit, Nano } from "./ledger.ts"
import { isWindowScope, windowOf } from "./windows.ts"

export interface BudgetStatus extends Limit {
  /** What counts: settled calls at their cost, all others at what is held for them. */
  spentNano: Nano
  /** The part of it that is not settled. */
  pendingNano: Nano
  /** Never below zero. */
  leftNano: Nano
  /** When the window ends and all is left again; null where there is none. */
  resetsAt: Date | null
}

/** The session's budget is left out when no root session is given: there is nothing to count. */
export async function budgetStatus(
  ledger: Pick<Ledger, "spent">,
  limits: Limit[],
  at: Date,
  rootSession?: string,
): Promise<BudgetStatus[]> {
  const counted = limits.filter(({ scope }) => scope !== "session" || rootSession !== undefined)
  return Promise.all(
    counted.map(async ({ scope, limitNano }) => {
      const session = rootSession === undefined ? {} : { rootSession }
      const { countedNano, pendingNano } = await ledger.spent({ scope, at, ...session })
      return {
        scope,
        limitNano,
        spentNano: countedNano,
        pendingNano,
        leftNano: countedNano < limitNano ? limitNano - countedNano : 0n,
        resetsAt: isWindowScope(scope) ? windowOf(scope, at).end : null,
      }
    }),
  )
}
