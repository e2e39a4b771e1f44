// One OpenRouter model as an AI SDK model, with what Ralex adds to each request: session, cache, no foreign headers.
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import { VERIFY_TOOL } from "../config/index.ts"
import { forgetChecks, withoutVerifyTool } from "./forget-checks.ts"

export interface Upstream {
  apiKey: string
  baseUrl: string
  fetch: typeof globalThis.fetch | undefined
  maxPrice: MaxPrice | undefined
}

/** OpenRouter's `provider.max_price`, USD per million tokens. */
export interface MaxPrice {
  prompt: number
  completion: number
}

export function upstreamModel(modelId: string, session: string, upstream: Upstream): LanguageModelV3 {
  const openRouter = createOpenRouter({
    apiKey: upstream.apiKey,
    baseURL: upstream.baseUrl,
    appName: "Ralex",
    ...(upstream.fetch ? { fetch: upstream.fetch } : {}),
    // Sticky provider routing: the same upstream host serves the session, so that its prompt cache stays warm.
    extraBody: {
      session_id: session.slice(0, 256),
      ...(upstream.maxPrice ? { provider: { max_price: upstream.maxPrice } } : {}),
    },
  })
  return openRouter.chat(modelId)
}

/** The call as it goes upstream. OpenCode's and Ralex's own headers stay here. */
export function upstreamCall(
  call: LanguageModelV3CallOptions,
  modelId: string,
  { maxOutputTokens, ownTurn }: { maxOutputTokens: number; ownTurn: boolean },
): LanguageModelV3CallOptions {
  const { headers: _headers, providerOptions: _options, ...rest } = call
  const prompt = forgetChecks(withoutForeignReasoning(call.prompt, ownTurn))
  const cached = modelId.startsWith("anthropic/") && !JSON.stringify(prompt).includes('"cacheControl"')
  return {
    ...rest,
    ...(call.tools ? { tools: withoutVerifyTool(call.tools) } : {}),
    prompt,
    maxOutputTokens,
    providerOptions: cached ? { openrouter: { cacheControl: { type: "ephemeral" } } } : {},
  }
}

/**
 * Reasoning that another model may have signed is not sent again, since its family would refuse it: that of earlier
 * turns, and that of this turn unless the same model (`ownTurn`) goes on with it. A check ends what a model did, since
 * a dearer one may go on after it.
 */
function withoutForeignReasoning(prompt: LanguageModelV3Prompt, ownTurn: boolean): LanguageModelV3Prompt {
  const newestAsk = prompt.findLastIndex(
    ({ role, content }) =>
      role === "user" ||
      (role === "tool" && content.some((part) => "toolName" in part && part.toolName === VERIFY_TOOL)),
  )
  return prompt.map((message, index) => {
    if (message.role !== "assistant" || (ownTurn && index > newestAsk)) return message
    const content = message.content
      .filter((part) => part.type !== "reasoning")
      .map(({ providerOptions: _signed, ...part }) => part)
    return { role: "assistant", content } as typeof message
  })
}
