// The calendar windows of budgets, in UTC with weeks from Monday, as OpenRouter's own key limits have them.
import type { BudgetScope } from "../config/index.ts"

export type WindowScope = Extract<BudgetScope, "daily" | "weekly" | "monthly">

/** From `start` until just before `end`. */
export interface Window {
  start: Date
  end: Date
}

export function isWindowScope(scope: BudgetScope): scope is WindowScope {
  return scope === "daily" || scope === "weekly" || scope === "monthly"
}

export function windowOf(scope: WindowScope, at: Date): Window {
  const year = at.getUTCFullYear()
  const month = at.getUTCMonth()
  const day = at.getUTCDate()
  const daysSinceMonday = (at.getUTCDay() + 6) % 7
  switch (scope) {
    case "daily":
      return { start: utc(year, month, day), end: utc(year, month, day + 1) }
    case "weekly":
      return {
        start: utc(year, month, day - daysSinceMonday),
        end: utc(year, month, day - daysSinceMonday + 7),
      }
    case "monthly":
      return { start: utc(year, month, 1), end: utc(year, month + 1, 1) }
  }
}

/** Days and months beyond their end carry over, as Date.UTC has it. */
function utc(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month, day))
}
