// What is better left alone for a while, and for how long: a breaker for each model, provider and key. Pure.
import { cleanName, type Rest } from "../ledger/index.ts"
import { type Failure, type FailureKind, isOfKey } from "./failure.ts"

/** By `model:ID`, `provider:NAME` or `key:FINGERPRINT`, the epoch milliseconds until which it rests. */
export type Cooldowns = ReadonlyMap<string, number>

/** All free models at once, where their common quota is used up. */
const ALL_FREE = "model::free"

/** What the ledger knows a model's rest by. */
export function restKey(kind: "model" | "provider", name: string): string {
  return `${kind}:${cleanName(name)}`
}

export function cooldownsOf(rests: Iterable<Rest>): Cooldowns {
  return new Map([...rests].map(({ key, until }) => [key, until.getTime()]))
}

/** Models whose rate is used up are passed by as if they rested, but not for longer than who does. */
export function withBusy(cooling: Cooldowns, modelIds: readonly string[], now: number): Cooldowns {
  const busy = modelIds.map((id): [string, number] => {
    const key = restKey("model", id)
    return [key, Math.max(cooling.get(key) ?? 0, now + 1)]
  })
  return new Map([...cooling, ...busy])
}

/** Until when a model rests; 0 where it does not. */
export function restingModel(cooling: Cooldowns, modelId: string): number {
  const shared = modelId.endsWith(":free") ? (cooling.get(ALL_FREE) ?? 0) : 0
  return Math.max(cooling.get(restKey("model", modelId)) ?? 0, shared)
}

export function restingProviders(cooling: Cooldowns, now: number): string[] {
  return [...cooling].flatMap(([key, until]) =>
    key.startsWith("provider:") && until > now ? [key.slice("provider:".length)] : [],
  )
}

export function restingKey(cooling: Cooldowns, keyId: string): number {
  return cooling.get(`key:${keyId}`) ?? 0
}

/** Failures of a model or provider, not of the prompt, the key, the person or the network. */
const TRIPS = new Set<FailureKind>([
  "rate-limited",
  "overloaded",
  "unavailable",
  "timeout",
  "cut-off",
  "empty",
  "malformed",
])

/** So many failures in a row open the breaker where nobody said when to come back. */
const OPENS_AT = 3
const REST_MS = { first: 30_000, most: 10 * 60_000, gone: 10 * 60_000, key: 10 * 60_000 }
/** Longer than a quota of a day, so that no header keeps a model away for ever. */
const MOST_ASKED_MS = 26 * 60 * 60_000
/** Failures further apart are none in a row. */
const ROW_MS = 10 * 60_000

export interface Failed {
  modelId: string
  keyId: string
  failure: Failure
  now: number
}

/** What a failure puts to rest, or has watched; nothing where it says nothing of who was asked. */
export function restAfter(
  { modelId, keyId, failure, now }: Failed,
  known: ReadonlyMap<string, Rest>,
): Rest | undefined {
  const { kind, provider, begun, allFree, retryAfterMs, detail } = failure
  const ofKey = isOfKey(failure)
  if (!TRIPS.has(kind) && kind !== "model-gone" && !ofKey) return undefined
  // What is left pays for shorter answers.
  if (ofKey && failure.affordableTokens) return undefined
  // Who had begun to answer and broke off is the provider; what OpenRouter could get from nobody is the model.
  const asked = provider && begun ? restKey("provider", provider) : restKey("model", modelId)
  const key = ofKey ? `key:${keyId}` : allFree ? ALL_FREE : asked
  const before = known.get(key)
  const inRow = before && now - Math.max(before.at.getTime(), before.until.getTime()) < ROW_MS
  const failures = (inRow ? before.failures : 0) + 1
  const own = ofKey ? REST_MS.key : kind === "model-gone" ? REST_MS.gone : undefined
  const restMs = own ?? restOf(failures, retryAfterMs)
  return { key, failures, until: new Date(now + restMs), reason: kind, detail, at: new Date(now) }
}

/** Each time twice as long, from the failure on that opens the breaker. */
function restOf(failures: number, retryAfterMs: number | undefined): number {
  const over = failures - OPENS_AT
  const own = over < 0 ? 0 : Math.min(REST_MS.first * 2 ** over, REST_MS.most)
  return Math.max(own, Math.min(retryAfterMs ?? 0, MOST_ASKED_MS))
}

/** How long one session alone tries whether it is better by now. */
const PROBE_MS = 20_000

/** Half open: who asks first after a rest asks for all; the others keep away until that is known. */
export function probeOf(rest: Rest | undefined, now: number): Rest | undefined {
  const hasRested = rest && rest.until.getTime() > rest.at.getTime() && rest.until.getTime() <= now
  return hasRested ? { ...rest, until: new Date(now + PROBE_MS), at: new Date(now) } : undefined
}

/** What an answer shows to be well. */
export function breakersOf({ modelId, provider, keyId }: Asked): string[] {
  const free = modelId.endsWith(":free") ? [ALL_FREE] : []
  const provided = provider === undefined ? [] : [restKey("provider", provider)]
  return [restKey("model", modelId), ...free, `key:${keyId}`, ...provided]
}

export interface Asked {
  modelId: string
  keyId: string
  provider?: string | undefined
}
