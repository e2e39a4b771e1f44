// The ledger for a call and the limits that hold for it. Money fails closed: a budget without a ledger allows nothing.
import { type BudgetScope, budgetScopes, type Config, type Instance, runtimeSlot } from "../config/index.ts"
import type { Ledger, Limit } from "./ledger.ts"
import { usdToNano } from "./money.ts"
import { sharedLedger } from "./shared-ledger.ts"

export type Books = { kind: "open"; ledger: Ledger; limits: Limit[] } | { kind: "closed"; reason: string }

export async function openBooks(instance: Instance): Promise<Books> {
  const limits = limitsOf(instance.loaded.config.budgets)
  try {
    return { kind: "open", limits, ledger: await sharedLedger(runtimeSlot(), instance.environment.ledger) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (limits.length > 0) return { kind: "closed", reason }
    instance.tell({ level: "warning", text: `Ralex keeps this run's ledger in memory only: ${reason}` })
    return { kind: "open", limits, ledger: await sharedLedger(runtimeSlot(), "sqlite::memory:") }
  }
}

export function limitsOf(budgets: Config["budgets"]): Limit[] {
  return budgetScopes.flatMap((scope: BudgetScope) => {
    const usd = budgets[scope]
    return usd === null ? [] : [{ scope, limitNano: usdToNano(usd) }]
  })
}
