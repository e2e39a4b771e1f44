// After an answer that was broken off, asks OpenRouter what it really cost, so that a hold does not sit on a budget.
import { findModel, keyIdOf, type Ledger, openAccount, reconcile } from "../ledger/index.ts"

export interface ReconcileRequest {
  ledger: Ledger
  callId: string
  apiKey: string
  baseUrl: string
  /** Model id that savings are measured against. */
  baseline: string
}

/** OpenRouter writes a generation's cost a moment after its end; what is not there by then waits for the hourly look at the books, or `ralex reconcile`. */
const LOOKS_MS = [3_000, 15_000]

/** Never keeps the process alive, and is silent on failure: the money stays counted as held. */
export function reconcileSoon({ ledger, callId, apiKey, baseUrl, baseline }: ReconcileRequest): void {
  const look = () =>
    reconcile({
      ledger,
      account: openAccount({ baseUrl, apiKey }),
      keyId: keyIdOf(apiKey),
      now: new Date(),
      only: new Set([callId]),
      baseline: findModel(baseline),
    }).catch(() => {})
  for (const delay of LOOKS_MS) setTimeout(look, delay).unref()
}
