// One model call, read to its end, as OpenCode reads it.
import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider"

/** Milliseconds from the call on. */
export interface Times {
  firstToken: number
  lastToken: number
}

/** @throws where the stream has no text, or an error. */
export async function timedCall(model: LanguageModelV3, ask: LanguageModelV3CallOptions): Promise<Times> {
  const begunAt = performance.now()
  const { stream } = await model.doStream(ask)
  let firstToken: number | undefined
  for await (const part of stream) {
    if (part.type === "error") throw part.error
    if (part.type === "text-delta") firstToken ??= performance.now() - begunAt
  }
  if (firstToken === undefined) throw new Error("The answer had no text.")
  return { firstToken, lastToken: performance.now() - begunAt }
}
