// The whole answer at once, for scripts that use the provider without streaming; OpenCode's sessions only stream.
import type {
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider"

/** @throws what the stream was broken off with. */
export async function collectStream(
  stream: ReadableStream<LanguageModelV3StreamPart>,
): Promise<LanguageModelV3GenerateResult> {
  const content: LanguageModelV3Content[] = []
  const open = new Map<string, { type: "text" | "reasoning"; text: string }>()
  for await (const part of stream) {
    switch (part.type) {
      case "text-start":
      case "reasoning-start": {
        const block = { type: part.type === "text-start" ? "text" : "reasoning", text: "" } as const
        open.set(part.id, block)
        content.push(block)
        break
      }
      case "text-delta":
      case "reasoning-delta": {
        const block = open.get(part.id)
        if (block) block.text += part.delta
        break
      }
      case "tool-call":
      case "file":
      case "source":
        content.push(part)
        break
      case "error":
        throw part.error
      case "finish": {
        const { finishReason, usage, providerMetadata } = part
        return {
          content,
          finishReason,
          usage,
          warnings: [],
          ...(providerMetadata ? { providerMetadata } : {}),
        }
      }
    }
  }
  throw new Error("the stream ended without a finish") // settleStream always sends one, or an error
}
