// An answer of Ralex's own, without a model: an ordinary message in OpenCode's eyes that cost nothing.
import type {
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider"

export const NO_USAGE: LanguageModelV3Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
}

export interface Said {
  text: string
  /** OpenCode's loop goes on after `tool-calls`, with or without one. */
  goOn?: boolean
  /** Kept by OpenCode with the text. */
  mark?: SharedV3ProviderMetadata
}

export function saidStream({ text, goOn = false, mark }: Said): ReadableStream<LanguageModelV3StreamPart> {
  const id = "ralex-said"
  const providerMetadata = mark ? { providerMetadata: mark } : {}
  const parts: LanguageModelV3StreamPart[] = [
    { type: "stream-start", warnings: [] },
    { type: "text-start", id, ...providerMetadata },
    { type: "text-delta", id, delta: text },
    { type: "text-end", id, ...providerMetadata },
    {
      type: "finish",
      finishReason: { unified: goOn ? "tool-calls" : "stop", raw: undefined },
      usage: NO_USAGE,
      providerMetadata: { copilot: { totalNanoAiu: 0 } },
    },
  ]
  return streamOf(parts)
}

export function streamOf(
  parts: readonly LanguageModelV3StreamPart[],
): ReadableStream<LanguageModelV3StreamPart> {
  return new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
}
