// How many tokens a prompt has, by the model's tokenizer or a plain one (four bytes a token).
import { createHash } from "node:crypto"
import type { ChatRequest } from "./chat-request.ts"

const BYTES_PER_TOKEN = 4
const MEDIA_TOKENS = 1_500 // about what providers count for one picture

/** One piece of a prompt that a cache can end after: the tool list, or a message. */
export interface PromptUnit {
  tokens: number
  bytes: number
  /** Names this unit and all before it. */
  prefix: string
  /** Carries a `cache_control` mark. */
  marked: boolean
}

export function measurePrompt(request: ChatRequest, countTokens = plainTokens): PromptUnit[] {
  const parts: unknown[] = request.tools ? [request.tools, ...request.messages] : request.messages
  const hash = createHash("sha256")
  return parts.map((part, index) => {
    const { text, media } = textOf(part)
    const bytes = Buffer.byteLength(text)
    const marked =
      JSON.stringify(part).includes('"cache_control":') ||
      (request.cache_control !== undefined && index === parts.length - 1)
    return {
      tokens: countTokens(text) + media * MEDIA_TOKENS,
      bytes: bytes + media * MEDIA_TOKENS,
      prefix: hash.update(text).copy().digest("hex"),
      marked,
    }
  })
}

export function plainTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)
}

/**
 * A part as text: media are counted; marks are left out, since moving a mark does not change a prompt, and so is
 * `reasoning`, which `reasoning_details` say again.
 */
function textOf(part: unknown): { text: string; media: number } {
  let media = 0
  const text = JSON.stringify(part, (key, value: unknown) => {
    if (key === "cache_control" || key === "reasoning") return undefined
    if (typeof value !== "string" || !value.startsWith("data:")) return value
    media += 1
    return ""
  })
  return { text, media }
}
