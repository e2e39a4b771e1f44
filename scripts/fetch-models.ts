// OpenRouter's public list of models in the form that make-catalogue.ts reads: `bun scripts/fetch-models.ts > MODELS.json`.
import { z } from "zod"

const ADDRESS = "https://openrouter.ai/api/v1"
const ANSWER_MS = 30_000

/** USD a token as a string, to USD per million; routers have -1. */
const perMillion = z.coerce.number().transform((usd) => Math.max(0, Number((usd * 1e6).toFixed(6))))

const pricing = z.object({
  prompt: perMillion,
  completion: perMillion,
  input_cache_read: perMillion.optional(),
  input_cache_write: perMillion.optional(),
})
const overrideSchema = pricing.partial().extend({ min_prompt_tokens: z.int().optional() })

const listSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      context_length: z.int().nullish(),
      architecture: z.object({ input_modalities: z.array(z.string()) }),
      pricing: pricing.extend({ overrides: z.array(overrideSchema).default([]) }),
      top_provider: z.object({ context_length: z.int().nullish(), max_completion_tokens: z.int().nullish() }),
      supported_parameters: z.array(z.string()),
    }),
  ),
})

type Offered = z.infer<typeof listSchema>["data"][number]

/** USD per million. */
interface Pricing {
  prompt: number
  completion: number
  input_cache_read?: number | undefined
  input_cache_write?: number | undefined
}

/** @param answer What `GET /models` answers. Models without a known context are left out. */
export function listModels(answer: unknown) {
  return listSchema.parse(answer).data.flatMap(asListed)
}

function asListed(model: Offered) {
  const { id, name, pricing: prices, top_provider: provider, supported_parameters: can } = model
  const context = provider.context_length ?? model.context_length
  if (!context) return []
  return [
    {
      id,
      name,
      price: dearestOfDay(prices),
      longPrompts: prices.overrides.flatMap((long) =>
        long.min_prompt_tokens === undefined
          ? []
          : [{ above: long.min_prompt_tokens, ...priceOf(overridden(prices, long)) }],
      ),
      context,
      maxOutput: provider.max_completion_tokens ?? context,
      tools: can.includes("tools"),
      reasoning: can.includes("reasoning"),
      // The catalogue's word for it.
      input: model.architecture.input_modalities.map((kind) => (kind === "file" ? "pdf" : kind)),
    },
  ]
}

/** Some models cost more at some hours of the day: what is held has to cover those. */
function dearestOfDay({ overrides, ...prices }: Offered["pricing"]) {
  const byHour = overrides.filter(({ min_prompt_tokens: tokens }) => tokens === undefined)
  const all = [prices, ...byHour.map((hour) => overridden(prices, hour))].map(priceOf)
  const most = (key: keyof ReturnType<typeof priceOf>) => Math.max(...all.map((price) => price[key]))
  return {
    input: most("input"),
    output: most("output"),
    cacheRead: most("cacheRead"),
    cacheWrite: most("cacheWrite"),
  }
}

function overridden(prices: Pricing, override: z.infer<typeof overrideSchema>): Pricing {
  return {
    prompt: override.prompt ?? prices.prompt,
    completion: override.completion ?? prices.completion,
    input_cache_read: override.input_cache_read ?? prices.input_cache_read,
    input_cache_write: override.input_cache_write ?? prices.input_cache_write,
  }
}

/** 0 is the catalogue's word for a cache that has no price of its own. */
function priceOf({ prompt, completion, input_cache_read: read, input_cache_write: write }: Pricing) {
  return { input: prompt, output: completion, cacheRead: read ?? 0, cacheWrite: write ?? 0 }
}

if (import.meta.main) {
  const response = await fetch(`${ADDRESS}/models`, { signal: AbortSignal.timeout(ANSWER_MS) })
  if (!response.ok) throw new Error(`OpenRouter answered ${response.status} for its models.`)
  console.log(JSON.stringify(listModels(await response.json()), null, 2))
}
