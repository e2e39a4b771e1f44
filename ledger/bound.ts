// The most that a call can cost, before it is made. Nothing learned goes in here: an estimate never bounds.
import type { Model } from "./catalogue.ts"
import type { Bound, Nano } from "./ledger.ts"
import { costOfTokens } from "./money.ts"
import { cacheWritePrice } from "./prices.ts"

/** The size of what is sent, media left out of the bytes and counted instead. */
export interface PromptSize {
  /** UTF-8 bytes of all text: system prompt, messages, tool calls and results, tool names, descriptions, schemas. */
  bytes: number
  messages: number
  tools: number
  images: number
  /** PDFs, audio, video: what has a length that the bytes do not tell. */
  documents: number
  /** The longest time that the request asks Anthropic's cache to keep a part; what is not said is taken for 1h. */
  cacheTtl?: "5m" | "1h"
}

// Tokenizers of every vendor work on bytes or fall back to them, so a token is at least one byte of text. What a
// vendor's chat template adds comes on top, and is never in the request:
const TOKENS_PER_REQUEST = 1_024 // Anthropic's hidden tool prompt is the largest documented, below 700 tokens
const TOKENS_PER_MESSAGE = 16 // role, separators and turn marks: 3 (OpenAI) to about 10 (Gemma, Llama)
const TOKENS_PER_TOOL = 64 // wrapping of a declaration; OpenAI's and Qwen's templates need about a third of it
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
  return {
    inputNano: costOfTokens(promptTokensAtMost(size, model), dearestInputPrice(model, size.cacheTtl)),
    outputNanoPerMillion: model.price.outputNanoPerMillion,
    maxOutputTokens: asked,
    minOutputTokens: Math.min(asked, model.reasoning ? MIN_OUTPUT_TOKENS_REASONING : MIN_OUTPUT_TOKENS),
  }
}

/** A longer prompt than the context window is refused upstream and costs nothing. */
function promptTokensAtMost(size: PromptSize, model: Model): number {
  if (size.documents > 0) return model.contextTokens
  const perImage = model.id.startsWith("openai/gpt-4o-mini")
    ? TOKENS_PER_IMAGE_OF_GPT_4O_MINI
    : TOKENS_PER_IMAGE
  const tokens =
    size.bytes +
    TOKENS_PER_REQUEST +
    size.messages * TOKENS_PER_MESSAGE +
    size.tools * TOKENS_PER_TOOL +
    size.images * perImage
  return Math.min(tokens, model.contextTokens)
}

/** Each prompt token may be a fresh one or one that is written to the cache. */
function dearestInputPrice({ id, price }: Model, cacheTtl: PromptSize["cacheTtl"]): Nano {
  // Anthropic bills twice the input price for a one-hour cache write; the catalogue lists the five-minute one.
  if (id.startsWith("anthropic/") && cacheTtl !== "5m") return price.inputNanoPerMillion * 2n
  return cacheWritePrice(price)
}
