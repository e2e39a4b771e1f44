// One candidate, asked upstream with what it can take.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { type AttemptDeps, type AttemptOutcome, attempt } from "./attempt.ts"
import type { Candidate } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"
import type { TimeLimits } from "./time-limits.ts"
import { type MaxPrice, upstreamCall, upstreamModel } from "./upstream-model.ts"

export interface TryRequest {
  caller: Caller
  apiKey: string
  maxOutputTokens: number
  /** The turn's last tool call that another model made; see foreign-turns.ts. */
  foreignUntil: string | undefined
  noteGeneration: AttemptDeps["noteGeneration"]
  noteLate: AttemptDeps["noteLate"]
  /** No dearer endpoint of the model than the hold was counted for; undefined where no budget is set. */
  maxPrice: MaxPrice | undefined
  /** Other models that may answer as well. */
  spares: string[]
  /** Not to be asked, since they failed just now. */
  ignoredProviders: string[]
  limits: TimeLimits
  /** When the whole call has taken too long, in epoch milliseconds. */
  endsAt: number
  deps: { fetch: typeof globalThis.fetch | undefined; now: () => number }
}

export function tryModel(
  { model }: Candidate,
  call: LanguageModelV3CallOptions,
  { caller, apiKey, maxOutputTokens, foreignUntil, noteGeneration, noteLate, ...request }: TryRequest,
): Promise<AttemptOutcome> {
  const { baseUrl } = caller.instance.environment
  const { maxPrice, ignoredProviders, spares, limits, endsAt, deps } = request
  const { fetch, now } = deps
  const left = Math.max(0, endsAt - now())
  const upstream = upstreamModel(model.id, caller.session, {
    apiKey,
    baseUrl,
    fetch,
    maxPrice,
    ignoredProviders,
    spares,
  })
  return attempt(upstream, upstreamCall(call, model.id, { maxOutputTokens, foreignUntil }), {
    now,
    connectMs: Math.min(limits.connectMs, left),
    firstContentMs: Math.min(limits.firstContentMs, left),
    noteGeneration,
    noteLate,
  })
}
