// One candidate at an endpoint of the person's own, by OpenAI's protocol and with that endpoint's key: nothing of
// OpenRouter's goes there, and nothing in its answer is taken for OpenRouter's.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { forgetPrintedKey, type UpstreamConfig, upstreamKey } from "../config/index.ts"
import type { Model } from "../ledger/index.ts"
import { type AttemptOutcome, attempt } from "./attempt.ts"
import { atUpstream, type Failure, failureOf } from "./failure.ts"
import type { TryRequest } from "./try-request.ts"
import { upstreamCall } from "./upstream-model.ts"

type At = NonNullable<Model["upstream"]>

export async function tryOwn(
  id: string,
  at: At,
  call: LanguageModelV3CallOptions,
  given: TryRequest,
): Promise<AttemptOutcome> {
  const { loaded, environment } = given.caller.instance
  const { name } = at
  const upstream = loaded.config.upstreams[name]
  if (!upstream) return failed(failureOf("model-gone", "no such upstream"), name)
  const key = await upstreamKey(upstream, environment.paths.home)
  if (key.kind === "missing") return failed(failureOf("bad-key", key.reason), name)
  const value = key.kind === "key" ? key.value : undefined
  const outcome = await ask({ id, at, upstream, key: value }, call, given)
  if (outcome.kind === "open" || outcome.failure.kind !== "bad-key") return outcome
  // It may have expired: what prints it is asked anew, once.
  forgetPrintedKey(upstream)
  const renewed = await upstreamKey(upstream, environment.paths.home)
  if (renewed.kind !== "key" || renewed.value === value) return outcome
  return ask({ id, at, upstream, key: renewed.value }, call, given)
}

interface Asked {
  id: string
  at: At
  upstream: UpstreamConfig
  key: string | undefined
}

async function ask(
  { id, at, upstream, key }: Asked,
  call: LanguageModelV3CallOptions,
  { maxOutputTokens, foreignUntil, noteGeneration, limits, endsAt, deps }: TryRequest,
): Promise<AttemptOutcome> {
  const { fetch, now } = deps
  const left = Math.max(0, endsAt - now())
  const model = createOpenAICompatible({
    name: at.name,
    baseURL: upstream.baseUrl,
    includeUsage: true,
    ...(key === undefined ? {} : { apiKey: key }),
    ...(fetch ? { fetch } : {}),
  }).chatModel(at.modelId)
  const outcome = await attempt(model, upstreamCall(call, id, { maxOutputTokens, foreignUntil }), {
    now,
    connectMs: Math.min(limits.connectMs, left),
    firstContentMs: Math.min(limits.firstContentMs, left),
    noteGeneration,
    noteLate: undefined, // no books tell later what it cost
  })
  // Who answers is who was asked, whatever its chunks say: the names in them are not OpenRouter's.
  if (outcome.kind === "open") return { ...outcome, answeredBy: { provider: undefined, modelId: undefined } }
  return failed(outcome.failure, at.name, key)
}

/** A server that asks for any key gets one such as "ollama". */
const SHORTEST_MASKED = 7

function failed(failure: Failure, upstream: string, key = ""): AttemptOutcome {
  const isSecret = key.length >= SHORTEST_MASKED
  const detail = isSecret ? failure.detail.replaceAll(key, "[redacted]") : failure.detail
  return { kind: "failed", failure: atUpstream({ ...failure, detail }, upstream), generationId: null }
}
