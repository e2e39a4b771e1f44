// The totals of a week as alerts need them: without the sessions, of which a busy server has thousands. Pure.
import type { SpentHour } from "../forecast.ts"

/** @returns the spend of each hour by project, agent, tier and model. */
export function spentHours(totals: readonly SpentHour[]): SpentHour[] {
  const known = new Map<string, SpentHour>()
  for (const { hour, project, agent, tier, model, spentNano } of totals) {
    const key = JSON.stringify([hour, project, agent, tier, model])
    const before = known.get(key)?.spentNano ?? 0n
    known.set(key, { hour, project, agent, tier, model, spentNano: before + spentNano })
  }
  return [...known.values()]
}
