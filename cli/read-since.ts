// "24h", "7d" or "2026-11-01" to the moment it means; days of the calendar are UTC, as budgets are.
import { UsageError } from "./usage-error.ts"

const hours = { h: 1, d: 24, w: 168 }

/** @throws {UsageError} for anything else. */
export function readSince(text: string, now: Date): Date {
  const span = /^(\d{1,6})([hdw])$/.exec(text)
  if (span) {
    const unit = hours[span[2] as keyof typeof hours]
    return new Date(now.getTime() - Number(span[1]) * unit * 3_600_000)
  }
  const day = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : undefined
  if (day && !Number.isNaN(day.getTime())) return day
  throw new UsageError(`--since is "${text}"; it must be like 24h, 7d, 2w or 2026-11-01.`)
}
