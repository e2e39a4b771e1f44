// Listens to an answer while it passes, for a request log that keeps what was said.
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import type { Opened } from "./attempt.ts"

export interface HeardAnswer {
  opened: Opened
  /** What was said until now. */
  said: () => { content: SaidPart[]; finishReason: string | null }
}

interface Told {
  type: "text" | "reasoning"
  text: string
}

type SaidPart =
  | Told
  | { type: "tool-call"; toolCallId: string; toolName: string; input: string }
  | { type: "file"; mediaType: string }

export function hearAnswer(opened: Opened): HeardAnswer {
  const parts = [...opened.head]
  const { rest } = opened
  return {
    opened: {
      ...opened,
      rest: {
        read: async () => {
          const read = await rest.read()
          if (read.value) parts.push(read.value)
          return read
        },
      },
    },
    said: () => ({ content: contentOf(parts), finishReason: finishOf(parts) }),
  }
}

function contentOf(parts: readonly LanguageModelV3StreamPart[]): SaidPart[] {
  const content: SaidPart[] = []
  const open = new Map<string, Told>()
  for (const part of parts) {
    if (part.type === "text-delta" || part.type === "reasoning-delta") {
      const type = part.type === "text-delta" ? "text" : "reasoning"
      const key = `${type} ${part.id}`
      const known = open.get(key)
      const block = known ?? { type, text: "" }
      block.text += part.delta
      if (!known) content.push(block)
      open.set(key, block)
    }
    if (part.type === "tool-call") {
      const { type, toolCallId, toolName, input } = part
      content.push({ type, toolCallId, toolName, input })
    }
    if (part.type === "file") content.push({ type: part.type, mediaType: part.mediaType })
  }
  return content
}

function finishOf(parts: readonly LanguageModelV3StreamPart[]): string | null {
  const finish = parts.findLast((part) => part.type === "finish")
  return finish?.type === "finish" ? finish.finishReason.unified : null
}
