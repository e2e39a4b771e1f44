// One OpenRouter model as an AI SDK model, with what Ralex adds to each request: session, cache, no foreign headers.
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import { closeForeignTurn, withoutForeignReasoning } from "./foreign-turns.ts"
import { forgetChecks, withoutVerifyTool } from "./forget-checks.ts"
import { withGoOn } from "./with-go-on.ts"

type Message = LanguageModelV3Prompt[number]

export interface Upstream {
  apiKey: string
  baseUrl: string
  fetch: typeof globalThis.fetch | undefined
  maxPrice: MaxPrice | undefined
  /** By OpenRouter's names. */
  ignoredProviders: string[]
  /** OpenRouter goes on to these where the model fails. */
  spares: string[]
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
      ...providerPreferences(upstream),
      ...(upstream.spares.length > 0 ? { models: [modelId, ...upstream.spares] } : {}),
    },
  })
  return openRouter.chat(modelId)
}

function providerPreferences({ maxPrice, ignoredProviders }: Upstream): Record<string, unknown> {
  const ignore = ignoredProviders.length > 0 ? { ignore: ignoredProviders } : undefined
  return maxPrice || ignore ? { provider: { ...(maxPrice ? { max_price: maxPrice } : {}), ...ignore } } : {}
}

/** The call as it goes upstream. OpenCode's and Ralex's own headers stay here. */
export function upstreamCall(
  call: LanguageModelV3CallOptions,
  modelId: string,
  { maxOutputTokens, foreignUntil }: { maxOutputTokens: number; foreignUntil: string | undefined },
): LanguageModelV3CallOptions {
  const { headers: _headers, providerOptions: _options, ...rest } = call
  const own = withoutForeignReasoning(call.prompt, foreignUntil)
  const prompt = withGoOn(forgetChecks(closeForeignTurn(own, modelId, foreignUntil)))
  const cached = modelId.startsWith("anthropic/") && !prompt.some(marksCache)
  return {
    ...rest,
    ...(call.tools ? { tools: withoutVerifyTool(call.tools) } : {}),
    prompt,
    maxOutputTokens,
    providerOptions: cached ? { openrouter: { cacheControl: { type: "ephemeral" } } } : {},
  }
}

/** Whether a message says itself what of it is kept in the cache, or a part of it does. */
function marksCache({ content, providerOptions }: Message): boolean {
  return [{ providerOptions }, ...(typeof content === "string" ? [] : content)].some(
    (part) => part.providerOptions !== undefined && JSON.stringify(part.providerOptions).includes(MARK),
  )
}

const MARK = '"cacheControl"'
