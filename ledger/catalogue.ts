// What OpenRouter offers, from the dated snapshot that ships with Ralex: models, prices, limits, abilities.
import catalogue from "./catalogue.json" with { type: "json" }
import type { Nano } from "./ledger.ts"
import { usdToNano } from "./money.ts"

/** Nano-dollars per million tokens; null where the catalogue names no price of its own. */
export interface Price {
  inputNanoPerMillion: Nano
  outputNanoPerMillion: Nano
  cacheReadNanoPerMillion: Nano | null
  cacheWriteNanoPerMillion: Nano | null
}

export interface Model {
  /** OpenRouter's id, such as google/gemini-3.8-flash, or one of the person's own such as local/qwen3. */
  id: string
  /** The person's own endpoint that has it, and its id there; undefined for OpenRouter. */
  upstream?: { name: string; modelId: string }
  name: string
  price: Price
  /** The prices of the whole call when its prompt is longer than `aboveTokens`; the longest that applies holds. */
  longPrompts: (Price & { aboveTokens: number })[]
  contextTokens: number
  maxOutputTokens: number
  tools: boolean
  reasoning: boolean
  /** Of text, image, pdf, audio, video. */
  inputModalities: string[]
}

/** Where the prices come from, and of which day they are. */
export const catalogueSource = { date: catalogue.date, source: catalogue.source }

interface Entry extends Pick<Model, "id" | "name" | "tools" | "reasoning"> {
  price: ListedPrice
  longPrompts: (ListedPrice & { above: number })[]
  context: number
  maxOutput: number
  input: string[]
}

/** USD per million tokens. */
type ListedPrice = { input: number; output: number; cacheRead: number; cacheWrite: number }

let models: Map<string, Model> | undefined

function allModels(): Map<string, Model> {
  models ??= new Map(catalogue.models.map((entry: Entry) => [entry.id, readEntry(entry)]))
  return models
}

/** By OpenRouter's id; undefined for what the catalogue does not know or has no price for. */
export function findModel(id: string): Model | undefined {
  return allModels().get(id)
}

/** Every model that an agent can work with, since it calls tools. */
export function toolModels(): Model[] {
  return [...allModels().values()].filter((model) => model.tools)
}

function readEntry({ price, longPrompts, context, maxOutput, input, ...same }: Entry): Model {
  return {
    ...same,
    price: readPrice(price),
    longPrompts: longPrompts.map((long) => ({ aboveTokens: long.above, ...readPrice(long) })),
    contextTokens: context,
    maxOutputTokens: maxOutput,
    inputModalities: input,
  }
}

function readPrice({ input, output, cacheRead, cacheWrite }: ListedPrice): Price {
  return {
    inputNanoPerMillion: usdToNano(input),
    outputNanoPerMillion: usdToNano(output),
    // The snapshot says 0 where it has no such price; no paid model gives its cache away.
    cacheReadNanoPerMillion: cacheRead ? usdToNano(cacheRead) : null,
    cacheWriteNanoPerMillion: cacheWrite ? usdToNano(cacheWrite) : null,
  }
}
