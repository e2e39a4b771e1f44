// A model as the simulator knows it: its limits, its host, how it counts tokens, and its price as OpenRouter lists it.

/** USD per million tokens; a cache price that is left out is the input price. */
export interface ListPrice {
  input: number
  output: number
  cacheRead?: number | undefined
  cacheWrite?: number | undefined
}

export interface SimulatedModel {
  /** OpenRouter's id, such as `google/gemini-3.8-flash`. */
  id: string
  name: string
  contextTokens: number
  maxOutputTokens: number
  tools: boolean
  inputModalities: readonly string[]
  price: ListPrice
  /** What the whole call costs when its prompt is longer than `aboveTokens`; the last that applies holds. */
  longPrompts?: readonly (ListPrice & { aboveTokens: number })[]
  /** Who runs it, as OpenRouter shows it; left out, its author. */
  host?: string
  /** Who else runs it, where the first is not to be asked. */
  otherHosts?: readonly string[]
  /** Its tokenizer; left out, four bytes a token. Must be the same on every run. */
  countTokens?: (text: string) => number
}

const hosts: Record<string, string> = {
  amazon: "Amazon Bedrock",
  anthropic: "Anthropic",
  google: "Google",
  minimax: "Minimax",
  mistralai: "Mistral",
  openai: "OpenAI",
  qwen: "Alibaba",
  "x-ai": "xAI",
  "z-ai": "Z.AI",
}

// Of the hosts above and those that serve others' models: where OpenRouter can not stop the bill by closing the
// connection (its page on streaming, 2026-08).
const unstoppable = new Set([
  "Alibaba",
  "Amazon Bedrock",
  "Google",
  "Google AI Studio",
  "Groq",
  "Minimax",
  "Mistral",
  "Nebius",
  "SambaNova",
])

/** The display name that OpenRouter puts into `provider`. */
export function hostOf(model: SimulatedModel): string {
  const author = authorOf(model)
  return model.host ?? hosts[author] ?? author.charAt(0).toUpperCase() + author.slice(1)
}

/** Undefined where all of them are to be left out. */
export function hostFor(model: SimulatedModel, ignored: readonly string[]): string | undefined {
  return [hostOf(model), ...(model.otherHosts ?? [])].find((host) => !ignored.includes(host))
}

/** Whether closing the connection stops what is billed. */
export function stopsOnAbort(host: string): boolean {
  return !unstoppable.has(host)
}

/** Whether prompts are cached only up to a `cache_control` mark, and writing is billed. */
export function cachesExplicitly(model: SimulatedModel): boolean {
  return authorOf(model) === "anthropic"
}

/**
 * Whether what goes into the cache is billed as written: up to the marks, or unasked where writing is dearer than input
 * (OpenAI since GPT-5.6). A lower price is Google's for storage, which nobody is billed unasked.
 */
export function billsCacheWrites(model: SimulatedModel): boolean {
  return cachesExplicitly(model) || (model.price.cacheWrite ?? 0) > model.price.input
}

export function authorOf(model: SimulatedModel): string {
  return model.id.split("/")[0] ?? model.id
}
