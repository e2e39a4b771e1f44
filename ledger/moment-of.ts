// "24h", "7d", "2026-11-01" or a time to the moment it means; what names no zone is UTC, as budgets are.

const HOUR_MS = 3_600_000
const hours = { h: 1, d: 24, w: 168 }

/** @returns undefined for anything else. */
export function momentOf(text: string, now: Date): Date | undefined {
  const span = /^(\d{1,6})([hdw])$/.exec(text)
  if (span) {
    const unit = hours[span[2] as keyof typeof hours]
    return new Date(now.getTime() - Number(span[1]) * unit * HOUR_MS)
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const zoned = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes("T") ? text : `${text}Z`
  const moment = new Date(zoned)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
