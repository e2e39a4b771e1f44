// A glance at a ledger and its parts, each with what a test cares about.
import { type Call, type Glance, type Rest, type Standing, usdToNano } from "../../../ledger/index.ts"
import { callStart, noon, noUsage } from "../../ledger/sample-calls.ts"

const nothing = { countedNano: 0n, pendingNano: 0n, savedNano: 0n, baselineNano: 0n }

export function glance(given: Partial<Glance> = {}): Glance {
  return {
    at: noon,
    standings: [],
    today: nothing,
    session: nothing,
    call: undefined,
    decided: undefined,
    choice: undefined,
    block: undefined,
    rests: [],
    alerts: [],
    ...given,
  }
}

export function standing(scope: Standing["scope"], spent: number, limit: number, more = {}): Standing {
  return { scope, countedNano: usdToNano(spent), limitNano: usdToNano(limit), pendingNano: 0n, ...more }
}

export function spend(usd: number, more: Partial<Glance["today"]> = {}): Glance["today"] {
  return { ...nothing, countedNano: usdToNano(usd), ...more }
}

export function call(given: Partial<Call> = {}): Call {
  return {
    ...callStart({ cause: "classified", signals: ["is short"] }),
    status: "settled",
    heldNano: 0n,
    settledAt: noon,
    outcome: "ok",
    costNano: 1n,
    baselineNano: 3n,
    cacheSavedNano: 0n,
    usage: noUsage,
    modelUsed: null,
    generationId: null,
    timeToFirstTokenMs: 1,
    durationMs: 1,
    attempts: 1,
    ...given,
  }
}

export function rest(key: string, until: string): Rest {
  return { key, failures: 2, until: new Date(until), reason: "overloaded", detail: "", at: noon }
}
