// Settles estimated and unreconciled calls with what upstream's books say they cost: by their ids, and those that
// never got one by the totals of their key.
import { atMostNano, BILL_LAG_MS, type Bill, billsOf, isInBill } from "./bound-by-key.ts"
import { findModel, type Model } from "./catalogue.ts"
import { countedOf } from "./counted.ts"
import type { Call, Ledger, Nano, Settlement } from "./ledger.ts"
import { cacheSavingOf, costOf } from "./prices.ts"
import type { AccountFailure, Generation, UpstreamAccount } from "./upstream-account.ts"

export interface Reconciliation {
  /** Calls that have their real cost now. */
  settled: number
  /** Calls that count for less now, since their key was not billed for more. */
  lowered: number
  /** Calls that still count at a bound: without an id, or not known upstream (yet). */
  kept: KeptCall[]
  /** What those count for together, at most. */
  boundNano: Nano
  /** Set when it broke off; the rest of the calls is among `kept`. */
  failure: AccountFailure | null
}

export interface KeptCall {
  id: string
  generationId: string | null
  boundNano: Nano
}

export interface ReconcileDeps {
  ledger: Pick<Ledger, "clock" | "unsettled" | "settle" | "lowerHold" | "billed" | "noteKey" | "keyReadings">
  account: Pick<UpstreamAccount, "generation" | "key">
  /** Whose totals `account` reads. */
  keyId: string
  now: Date
  /** Ids of calls; all of them where it is left out. */
  only?: ReadonlySet<string>
  /** What savings are measured against; without it the savings of these calls stay as they are. */
  baseline?: Model | undefined
  /** Hears how many of how many calls were looked up. */
  progress?: (done: number, of: number) => void
}

export async function reconcile(deps: ReconcileDeps): Promise<Reconciliation> {
  const found = await settleKnown(deps)
  const lowered = found.failure ? { calls: 0, failure: null } : await lowerByKey(found.left, deps)
  const kept = found.left.map((call) => ({
    id: call.id,
    generationId: call.generationId,
    boundNano: countedOf(call).countedNano,
  }))
  return {
    settled: found.settled,
    lowered: lowered.calls,
    kept,
    boundNano: kept.reduce((sum, { boundNano }) => sum + boundNano, 0n),
    failure: found.failure ?? lowered.failure,
  }
}

/** Look-ups that run at once; each is a small GET. */
const AT_ONCE = 8

async function settleKnown({ ledger, account, only, baseline, progress }: ReconcileDeps) {
  const calls = (await ledger.unsettled()).filter(({ id }) => only?.has(id) ?? true)
  const left: Call[] = []
  let failure: AccountFailure | null = null
  for (let done = 0; done < calls.length; done += AT_ONCE) {
    const some = calls.slice(done, done + AT_ONCE)
    const answers: LookedUp[] = failure
      ? some.map(() => ({ kind: "unknown" }))
      : await Promise.all(some.map((call) => lookUp(account, call)))
    for (const [index, answer] of answers.entries()) {
      const call = some[index]
      if (!call) continue
      if (answer.kind === "ok") await ledger.settle(call.id, settlementOf(call, answer.value, baseline))
      else left.push(call)
      if (answer.kind === "failed") failure = answer
    }
    progress?.(done + some.length, calls.length)
  }
  return { left, settled: calls.length - left.length, failure }
}

type LookedUp = Awaited<ReturnType<UpstreamAccount["generation"]>>

/** A call of another provider has no generation at OpenRouter. */
function lookUp(
  account: ReconcileDeps["account"],
  { generationId, provider }: Call,
): Promise<LookedUp> | LookedUp {
  const isUpstream = generationId !== null && provider === "openrouter"
  return isUpstream ? account.generation(generationId) : { kind: "unknown" }
}

/** Changes `left` where a call counts for less than it did. */
async function lowerByKey(
  left: Call[],
  { ledger, account, keyId, now: here }: ReconcileDeps,
): Promise<{ calls: number; failure: AccountFailure | null }> {
  const now = await ledger.clock(here)
  const waiting = left.filter(
    (call) => call.keyId === keyId && now.getTime() - call.startedAt.getTime() > BILL_LAG_MS,
  )
  if (waiting.length === 0) return { calls: 0, failure: null }
  const key = await account.key()
  if (key.kind === "failed") return { calls: 0, failure: key }
  const bills = billsOf(key.value, await ledger.keyReadings(keyId), now)
  await ledger.noteKey({ keyId, at: now, usedNano: key.value.usedNano })
  const bounds = new Map<Bill, Nano>()
  let calls = 0
  for (const call of waiting) {
    const atMost = await Promise.all(
      bills.filter((bill) => isInBill(call, bill, now)).map((bill) => boundOf(bill)),
    )
    const least = [call.heldNano, ...atMost].reduce(lesser)
    if (least >= call.heldNano) continue
    await ledger.lowerHold(call.id, least)
    call.heldNano = least
    if (call.costNano > least) call.costNano = least
    calls++
  }
  return { calls, failure: null }

  async function boundOf(bill: Bill): Promise<Nano> {
    const known = bounds.get(bill)
    if (known !== undefined) return known
    const from = new Date(bill.since.getTime() + BILL_LAG_MS)
    const paid = await ledger.billed({
      keyId,
      startedFrom: from,
      settledUntil: new Date(now.getTime() - BILL_LAG_MS),
    })
    const bound = atMostNano(bill, paid)
    bounds.set(bill, bound)
    return bound
  }
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

function lesser(a: Nano, b: Nano): Nano {
  if (a < b) return a
  return b
}
