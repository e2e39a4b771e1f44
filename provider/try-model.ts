// One candidate, asked at OpenRouter, or at the person's own endpoint that has it, with what it can take.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { type AttemptOutcome, attempt } from "./attempt.ts"
import type { Candidate } from "./decide.ts"
import { failureOf } from "./failure.ts"
import type { TryRequest } from "./try-request.ts"
import { upstreamCall, upstreamModel } from "./upstream-model.ts"

export async function tryModel(
  { model }: Candidate,
  call: LanguageModelV3CallOptions,
  given: TryRequest,
): Promise<AttemptOutcome> {
  if (model.upstream) {
    const { tryOwn } = await import("./try-own.ts") // few people have one
    return tryOwn(model.id, model.upstream, call, given)
  }
  const { caller, apiKey, renewKey, maxOutputTokens, foreignUntil, noteGeneration, noteLate, ...request } =
    given
  if (apiKey === undefined)
    return { kind: "failed", failure: failureOf("bad-key", "there is no key"), generationId: null }
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
  const outcome = await attempt(upstream, upstreamCall(call, model.id, { maxOutputTokens, foreignUntil }), {
    now,
    connectMs: Math.min(limits.connectMs, left),
    firstContentMs: Math.min(limits.firstContentMs, left),
    noteGeneration,
    noteLate,
  })
  if (outcome.kind === "failed" && outcome.failure.kind === "bad-key") await renewKey(apiKey)
  return outcome
}
