// Settles estimated and unreconciled calls with what upstream's books say they cost.
import { findModel, type Model } from "./catalogue.ts"
import type { Call, Ledger, Nano, Settlement } from "./ledger.ts"
import { cacheSavingOf, costOf } from "./prices.ts"
import type { AccountFailure, Generation, UpstreamAccount } from "./upstream-account.ts"

export interface Reconciliation {
  /** Calls that have their real cost now. */
  settled: number
  /** Calls that keep counting at what is held for them: without an id, or not known upstream (yet). */
  kept: number
  /** What those count for together, at most. */
  boundNano: Nano
  /** Set when it broke off; the rest of the calls is among `kept`. */
  failure: AccountFailure | null
}

export interface ReconcileDeps {
  ledger: Pick<Ledger, "unsettled" | "settle">
  account: Pick<UpstreamAccount, "generation">
  /** What savings are measured against; without it the savings of these calls stay as they are. */
  baseline?: Model | undefined
}

export async function reconcile({ ledger, account, baseline }: ReconcileDeps): Promise<Reconciliation> {
  const result: Reconciliation = { settled: 0, kept: 0, boundNano: 0n, failure: null }
  for (const call of await ledger.unsettled()) {
    const answer = result.failure ?? (await lookUp(account, call.generationId))
    if (answer.kind === "ok") {
      await ledger.settle(call.id, settlementOf(call, answer.value, baseline))
      result.settled++
      continue
    }
    if (answer.kind === "failed") result.failure = answer
    result.kept++
    result.boundNano += countedNano(call)
  }
  return result
}

/** As the ledger counts a call that is not settled. */
function countedNano({ heldNano, costNano }: Call): Nano {
  if (heldNano > costNano) return heldNano
  return costNano
}

function lookUp(
  account: ReconcileDeps["account"],
  id: string | null,
): ReturnType<UpstreamAccount["generation"]> | { kind: "unknown" } {
  return id === null ? { kind: "unknown" } : account.generation(id)
}

function settlementOf(call: Call, generation: Generation, baseline: Model | undefined): Settlement {
  const usage = { ...generation.usage, cacheWriteTokens: call.usage.cacheWriteTokens }
  const model = findModel(generation.model)
  return {
    status: "settled",
    outcome: call.outcome ?? "killed",
    costNano: generation.costNano,
    baselineNano: baseline ? costOf(usage, baseline) : call.baselineNano,
    cacheSavedNano: model ? cacheSavingOf(usage, model) : call.cacheSavedNano,
    usage,
    model: generation.model,
    generationId: call.generationId,
    timeToFirstTokenMs: call.timeToFirstTokenMs,
    durationMs: call.durationMs ?? 0,
    attempts: Math.max(1, call.attempts),
  }
}
