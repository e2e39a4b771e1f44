// "24h", "7d" or "2026-11-01" to the moment it means; days of the calendar are UTC, as budgets are.
import { momentOf } from "../ledger/index.ts"
import { UsageError } from "./usage-error.ts"

/** @throws {UsageError} for anything else. */
export function readSince(text: string, now: Date): Date {
  const moment = momentOf(text, now)
  if (moment) return moment
  throw new UsageError(`--since is "${text}"; it must be like 24h, 7d, 2w or 2026-11-01.`)
}
