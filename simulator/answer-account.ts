// The reading half of the API: models, key, generation, credits.
import type { BillLine } from "./generation.ts"
import { nanoToUsd } from "./price-usage.ts"
import { readKey } from "./read-key.ts"
import { authorOf, hostOf, type ListPrice, type SimulatedModel } from "./simulated-model.ts"
import { billedNano, type SimulatorState } from "./simulator-state.ts"
import { refuse, upstreamError } from "./upstream-error.ts"

export function answerModels(state: SimulatorState): Response {
  return Response.json({ data: state.options.models.map(modelBody) })
}

export function answerKey(state: SimulatorState, request: Request): Response {
  const key = readKey(state, request)
  if (key.kind === "refused") return refuse(key.error)
  const limit = state.keyLimits.get(key.key) ?? null
  const spent = (since?: number) => nanoToUsd(billedNano(state, key.key, since).charged)
  const byok = (since?: number) => nanoToUsd(billedNano(state, key.key, since).byProviders)
  const { day, week, month } = windowStarts(state.options.now())
  return Response.json({
    data: {
      label: `${key.key.slice(0, 12)}...`,
      limit,
      limit_remaining: limit === null ? null : Math.max(0, limit - spent()),
      limit_reset: null,
      include_byok_in_limit: false,
      usage: spent(),
      usage_daily: spent(day),
      usage_weekly: spent(week),
      usage_monthly: spent(month),
      byok_usage: byok(),
      byok_usage_daily: byok(day),
      byok_usage_weekly: byok(week),
      byok_usage_monthly: byok(month),
      is_free_tier: false,
      is_management_key: false,
      expires_at: null,
      rate_limit: { requests: -1, interval: "10s", note: "deprecated" },
    },
  })
}

/** A generation is known once it has ended, and after the delay of the options. */
export function answerGeneration(state: SimulatorState, request: Request): Response {
  const key = readKey(state, request)
  if (key.kind === "refused") return refuse(key.error)
  const id = new URL(request.url).searchParams.get("id")
  const line = state.bill.find((known) => known.id === id && known.key === key.key)
  const known =
    line && state.options.now().getTime() >= line.endedAt.getTime() + state.options.generationDelayMs
  if (!known) return refuse(upstreamError(404, { message: `Generation ${id} not found` }))
  return Response.json({ data: generationBody(line, state.options.models) })
}

/** Only management keys read credits, and there are none here. */
export function answerCredits(): Response {
  return refuse(upstreamError(403, { message: "Only management keys can fetch credits" }))
}

function windowStarts(at: Date): { day: number; week: number; month: number } {
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  const daysSinceMonday = (at.getUTCDay() + 6) % 7
  return {
    day: Date.UTC(year, month, date),
    week: Date.UTC(year, month, date - daysSinceMonday),
    month: Date.UTC(year, month, 1),
  }
}

function generationBody(line: BillLine, models: readonly SimulatedModel[]): Record<string, unknown> {
  const cost = nanoToUsd(line.chargedNano)
  const model = models.find(({ id }) => id === line.model)
  return {
    id: line.id,
    model: line.model,
    provider_name: model ? hostOf(model) : null,
    created_at: line.at.toISOString(),
    streamed: line.streamed,
    cancelled: line.outcome === "aborted",
    finish_reason: line.finish,
    native_finish_reason: line.finish,
    total_cost: cost,
    usage: cost,
    cache_discount: null,
    upstream_inference_cost: nanoToUsd(line.costNano - line.chargedNano),
    is_byok: line.byok,
    tokens_prompt: line.promptTokens,
    tokens_completion: line.completionTokens,
    native_tokens_prompt: line.promptTokens,
    native_tokens_completion: line.completionTokens,
    native_tokens_reasoning: line.reasoningTokens,
    native_tokens_cached: line.cachedTokens,
    latency: 0,
    generation_time: line.endedAt.getTime() - line.at.getTime(),
    session_id: line.session,
    router: null,
    provider_responses: [],
    service_tier: null,
    response_cache_source_id: null,
  }
}

function modelBody(model: SimulatedModel): Record<string, unknown> {
  return {
    id: model.id,
    canonical_slug: model.id,
    name: model.name,
    created: 0,
    description: "",
    context_length: model.contextTokens,
    architecture: {
      modality: `${model.inputModalities.join("+")}->text`,
      input_modalities: model.inputModalities,
      output_modalities: ["text"],
      tokenizer: authorOf(model),
      instruct_type: null,
    },
    pricing: pricingOf(model),
    top_provider: {
      context_length: model.contextTokens,
      max_completion_tokens: model.maxOutputTokens,
      is_moderated: false,
    },
    supported_parameters: ["max_tokens", "temperature", ...(model.tools ? ["tool_choice", "tools"] : [])],
    per_request_limits: null,
    default_parameters: {},
  }
}

function pricingOf({ price, longPrompts = [] }: SimulatedModel): Record<string, unknown> {
  if (longPrompts.length === 0) return priceBody(price)
  const overrides = longPrompts.map(({ aboveTokens, ...long }) => ({
    min_prompt_tokens: aboveTokens,
    ...priceBody(long),
  }))
  return { ...priceBody(price), overrides }
}

function priceBody({ input, output, cacheRead, cacheWrite }: ListPrice): Record<string, string> {
  return {
    prompt: perToken(input),
    completion: perToken(output),
    ...(cacheRead === undefined ? {} : { input_cache_read: perToken(cacheRead) }),
    ...(cacheWrite === undefined ? {} : { input_cache_write: perToken(cacheWrite) }),
  }
}

/** USD per token in plain digits, never as 7e-7. */
function perToken(usdPerMillion: number): string {
  return (usdPerMillion / 1e6).toFixed(15).replace(/\.?0+$/, "")
}
