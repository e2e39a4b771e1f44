// One hour of the ledger's totals, with what a test cares about.
import type { HourTotals } from "../../ledger/index.ts"
import { noUsage } from "./sample-calls.ts"

export function hourTotals(
  hour: Date | string,
  spentNano: bigint,
  given: Partial<HourTotals> = {},
): HourTotals {
  return {
    hour: new Date(hour),
    project: "/project",
    rootSession: "root",
    agent: "build",
    tier: "cheap",
    class: "simple",
    model: "google/gemini-3.8-flash",
    provider: "openrouter",
    calls: 1,
    spentNano,
    estimatedNano: 0n,
    pendingNano: 0n,
    baselineNano: 0n,
    cacheSavedNano: 0n,
    usage: noUsage,
    fallbacks: 0,
    errors: 0,
    timeToFirstToken: {},
    duration: {},
    ...given,
  }
}
