// A call as a model reads it, for a request log that keeps what was sent: masked and cut as it went out, without the bytes
// of attachments and the signatures of thoughts.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { upstreamCall } from "./upstream-model.ts"

export interface SentTo {
  modelId: string
  foreignUntil: string | undefined
}

export function sentMessages(
  call: LanguageModelV3CallOptions,
  { modelId, foreignUntil }: SentTo,
): Record<string, unknown> {
  const { maxOutputTokens } = call
  const sent = upstreamCall(call, modelId, { maxOutputTokens: maxOutputTokens ?? 0, foreignUntil })
  return {
    messages: sent.prompt.map(messageOf),
    tools: (sent.tools ?? []).map(({ name }) => name),
    maxOutputTokens: maxOutputTokens ?? null,
    temperature: sent.temperature ?? null,
  }
}

function messageOf({ role, content }: LanguageModelV3Prompt[number]): unknown {
  if (typeof content === "string") return { role, content }
  return {
    role,
    content: content.map(({ providerOptions: _signed, ...part }) => {
      if (part.type !== "file") return part
      const { type, mediaType, filename } = part
      return { type, mediaType, ...(filename === undefined ? {} : { filename }), size: sizeOf(part.data) }
    }),
  }
}

function sizeOf(data: unknown): number {
  if (data instanceof Uint8Array) return data.byteLength
  return typeof data === "string" ? data.length : 0
}
