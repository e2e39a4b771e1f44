// The alert that today costs far more than the days of the week before it.
import type { HourTotals, Nano } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { windowOf } from "../windows.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import type { DueAlert } from "./due-alert.ts"

type Spent = Pick<HourTotals, "hour" | "spentNano">

const DAY_MS = 86_400_000
const DAYS_BEFORE = 7

/** With fewer there is no usual day to compare with. */
const LEAST_DAYS_WITH_SPEND = 3

/** What `dueAlerts` wants the totals from: the seven UTC days before today. */
export function alertTotalsSince(at: Date): Date {
  return new Date(windowOf("daily", at).start.getTime() - DAYS_BEFORE * DAY_MS)
}

/** @param factor How many times the mean of the days with spend; those without would make each Monday a spike. */
export function spikeAlert(totals: readonly Spent[], factor: number, at: Date): DueAlert[] {
  const today = windowOf("daily", at)
  const since = alertTotalsSince(at)
  const todayNano = sum(totals.filter(({ hour }) => hour >= today.start && hour < today.end))
  const days = spendByDay(totals.filter(({ hour }) => hour >= since && hour < today.start))
  if (days.length < LEAST_DAYS_WITH_SPEND) return []
  const meanNano = days.reduce((total, nano) => total + nano, 0n) / BigInt(days.length)
  const times = Number(todayNano) / Number(meanNano)
  if (todayNano === 0n || !(times >= factor)) return []
  const text = alertText(
    `Ralex: today's spend of ${formatUsd(todayNano)} is ${times.toFixed(1)} times that of a usual day of the last ` +
      `week (${formatUsd(meanNano)}). See where it went with \`ralex report --since 1d --by session\`, or set a ` +
      "daily budget with `ralex budget set daily <usd>`.",
  )
  const key = alertKey("spike", today.start.toISOString().slice(0, 10))
  return [{ row: { key, at, level: "warning", text }, silent: false }]
}

/** Days without spend are left out. */
function spendByDay(totals: readonly Spent[]): Nano[] {
  const days = new Map<string, Nano>()
  for (const { hour, spentNano } of totals) {
    const day = hour.toISOString().slice(0, 10)
    days.set(day, (days.get(day) ?? 0n) + spentNano)
  }
  return [...days.values()].filter((nano) => nano > 0n)
}

function sum(totals: readonly Spent[]): Nano {
  return totals.reduce((total, { spentNano }) => total + spentNano, 0n)
}
