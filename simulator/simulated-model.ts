// A model as the simulator knows it: its limits, and its price as OpenRouter lists it.

export interface SimulatedModel {
  /** OpenRouter's id, such as `google/gemini-3.8-flash`. */
  id: string
  name: string
  contextTokens: number
  maxOutputTokens: number
  tools: boolean
  inputModalities: readonly string[]
  /** USD per million tokens; a cache price that is left out is the input price. */
  price: { input: number; output: number; cacheRead?: number | undefined; cacheWrite?: number | undefined }
}

const providerNames: Record<string, string> = {
  anthropic: "Anthropic",
  google: "Google",
  openai: "OpenAI",
  "x-ai": "xAI",
  "z-ai": "Z.AI",
}

// Providers on which OpenRouter can not stop the bill by closing the connection (its docs, 2026-08).
const unstoppable = new Set(["google", "mistralai", "minimax", "qwen", "amazon"])

/** The display name that OpenRouter puts into `provider`. */
export function providerNameOf(model: SimulatedModel): string {
  const author = authorOf(model)
  return providerNames[author] ?? author.charAt(0).toUpperCase() + author.slice(1)
}

/** Whether closing the connection stops what is billed. */
export function stopsOnAbort(model: SimulatedModel): boolean {
  return !unstoppable.has(authorOf(model))
}

/** Whether prompts are cached only up to a `cache_control` mark, and writing is billed. */
export function cachesExplicitly(model: SimulatedModel): boolean {
  return authorOf(model) === "anthropic"
}

export function authorOf(model: SimulatedModel): string {
  return model.id.split("/")[0] ?? model.id
}
