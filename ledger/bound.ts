// The most that a call can cost, before it is made. Nothing learned goes in here: an estimate never bounds.
import type { Model, Price } from "./catalogue.ts"
import type { Bound, Nano } from "./ledger.ts"
import { costOfTokens } from "./money.ts"
import { cacheWritePrice, priceAt } from "./prices.ts"

/** How much is sent, as far as it matters for money. */
export interface PromptSize {
  /** UTF-8 bytes of messages and tools as JSON, without the bytes of media. */
  promptBytes: number
  messages: number
  media: readonly ("image" | "pdf" | "audio" | "video")[]
  /** The longest time that the request asks Anthropic's cache to keep a part; what is not said is taken for 1h. */
  cacheTtl?: "5m" | "1h"
}

// Tokenizers of every vendor work on bytes or fall back to them, so a token is at least one byte of text. A chat
// template adds tokens of its own, which these cover; its wrapping of tools is shorter than their JSON is.
const TOKENS_PER_REQUEST = 1_024 // Anthropic's hidden tool prompt is the largest documented, below 700 tokens
const TOKENS_PER_MESSAGE = 16 // role, separators and turn marks: 3 (OpenAI) to about 10 (Gemma, Llama)
// The largest image documented is Anthropic's with about 4,800 tokens; Google's tiles give 4,128 for 3072x3072.
const TOKENS_PER_IMAGE = 16_384
// OpenAI multiplies the image tokens of this one: 2,833 + 8 tiles x 5,667.
const TOKENS_PER_IMAGE_OF_GPT_4O_MINI = 48_169

// Less output than this is money for nothing: the answer breaks off, with reasoning before it began.
const MIN_OUTPUT_TOKENS = 1_024
const MIN_OUTPUT_TOKENS_REASONING = 4_096

/** The bound that `Ledger.hold` takes. `maxOutputTokens` undefined is the model's own maximum. */
export function boundOf(size: PromptSize, model: Model, maxOutputTokens?: number): Bound {
  const asked = Math.min(maxOutputTokens ?? model.maxOutputTokens, model.maxOutputTokens)
  const promptTokens = promptTokensAtMost(size, model)
  // No tier of a model is cheaper than the one for shorter prompts, so the longest prompt is the dearest.
  const price = priceAt(model, promptTokens)
  return {
    inputNano: costOfTokens(promptTokens, dearestInputPrice(price, model.id, size.cacheTtl)),
    outputNanoPerMillion: price.outputNanoPerMillion,
    maxOutputTokens: asked,
    minOutputTokens: Math.min(asked, model.reasoning ? MIN_OUTPUT_TOKENS_REASONING : MIN_OUTPUT_TOKENS),
  }
}

/** A longer prompt than the context window is refused upstream and costs nothing, where the window is not just said. */
function promptTokensAtMost({ promptBytes, messages, media }: PromptSize, model: Model): number {
  // How long a PDF, a sound or a film is can not be told from here: it may fill the window.
  if (media.some((kind) => kind !== "image")) return model.contextTokens
  const text = promptBytes + TOKENS_PER_REQUEST + messages * TOKENS_PER_MESSAGE
  const whole = text + media.length * tokensPerImage(model)
  return model.upstream ? whole : Math.min(whole, model.contextTokens)
}

function tokensPerImage({ id }: Model): number {
  return id.startsWith("openai/gpt-4o-mini") ? TOKENS_PER_IMAGE_OF_GPT_4O_MINI : TOKENS_PER_IMAGE
}

/** Each prompt token may be a fresh one or one that is written to the cache. */
function dearestInputPrice(price: Price, id: string, cacheTtl: PromptSize["cacheTtl"]): Nano {
  // Anthropic bills twice the input price for a one-hour cache write; the catalogue lists the five-minute one.
  if (id.startsWith("anthropic/") && cacheTtl !== "5m") return price.inputNanoPerMillion * 2n
  return cacheWritePrice(price)
}
