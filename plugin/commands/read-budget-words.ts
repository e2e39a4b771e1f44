// What the words after /ralex-budget ask for: to see the limits, or to make one another one for a while. Pure.
import { type BudgetScope, budgetScopes } from "../../config/index.ts"
import type { Nano } from "../../ledger/index.ts"

export type BudgetWish =
  | { kind: "show" }
  /** `limitNano: null` is no limit. */
  | { kind: "lift"; scope: BudgetScope; limitNano: Nano | null }
  | { kind: "unclear"; why: string }

export function readBudgetWords(words: readonly string[]): BudgetWish {
  const [scopeWord, amountWord, ...more] = words.map((word) => word.toLowerCase())
  if (scopeWord === undefined) return { kind: "show" }
  const scope = budgetScopes.find((known) => known === scopeWord)
  if (scope === undefined)
    return unclear(`"${scopeWord}" is no budget; there are ${budgetScopes.join(", ")}.`)
  if (amountWord === undefined) return unclear(`An amount is missing after "${scope}".`)
  if (more.length > 0) return unclear(`"${more.join(" ")}" is more than a budget and an amount.`)
  const limitNano = readAmount(amountWord)
  if (limitNano === undefined) return unclear(`"${amountWord}" is no amount; give USD such as 2.50, or none.`)
  return { kind: "lift", scope, limitNano }
}

function unclear(why: string): BudgetWish {
  return { kind: "unclear", why }
}

/** Nine digits before the point, since more would not fit the ledger's integers; nine after it are nano-dollars. */
const AMOUNT = /^\$?(\d{1,9})(?:\.(\d{1,9}))?$/

/** Digit by digit: a float would be off by nano-dollars from a few million USD on. */
function readAmount(word: string): Nano | null | undefined {
  if (word === "none") return null
  const [, whole, fraction = ""] = AMOUNT.exec(word) ?? []
  return whole === undefined ? undefined : BigInt(whole + fraction.padEnd(9, "0"))
}
