// One candidate, asked upstream with what it can take.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { type AttemptDeps, type AttemptOutcome, attempt } from "./attempt.ts"
import type { Candidate } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"
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
  deps: { fetch: typeof globalThis.fetch | undefined; now: () => number }
}

/** Longer than any healthy model thinks before its first token, shorter than a person's patience. */
const FIRST_CONTENT_MS = 120_000

export function tryModel(
  { model }: Candidate,
  call: LanguageModelV3CallOptions,
  { caller, apiKey, maxOutputTokens, foreignUntil, noteGeneration, noteLate, maxPrice, deps }: TryRequest,
): Promise<AttemptOutcome> {
  const { baseUrl } = caller.instance.environment
  const upstream = upstreamModel(model.id, caller.session, { apiKey, baseUrl, fetch: deps.fetch, maxPrice })
  return attempt(upstream, upstreamCall(call, model.id, { maxOutputTokens, foreignUntil }), {
    now: deps.now,
    firstContentMs: FIRST_CONTENT_MS,
    noteGeneration,
    noteLate,
  })
}
