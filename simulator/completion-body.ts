// The JSON of chat completions as OpenRouter sends it: chunks of a stream, whole answers, usage, errors.
import { costOf, type Generation, usageOf } from "./generation.ts"
import { nanoToUsd } from "./price-usage.ts"

type Body = Record<string, unknown>

export function chunkBody(generation: Generation, delta: Body, finish: string | null = null): Body {
  const choice = {
    index: 0,
    delta,
    finish_reason: finish,
    native_finish_reason: finish,
    logprobs: null,
  }
  return { ...base(generation, "chat.completion.chunk"), choices: [choice] }
}

/** The last chunk: no choices, and what the whole generation used and cost. */
export function usageChunkBody(generation: Generation): Body {
  return { ...base(generation, "chat.completion.chunk"), choices: [], usage: usageBody(generation) }
}

export function completionBody(generation: Generation): Body {
  const { finish } = generation.reply
  const choice = {
    index: 0,
    message: messageBody(generation),
    finish_reason: finish,
    native_finish_reason: finish,
    logprobs: null,
  }
  return { ...base(generation, "chat.completion"), choices: [choice], usage: usageBody(generation) }
}

/** An error after HTTP 200 was sent. */
export function errorBody(generation: Generation): Body {
  const { fault } = generation
  const details = fault?.kind === "stream-error" ? fault : undefined
  const error = details?.error ?? {
    code: details?.code ?? 502,
    message: details?.message ?? "Provider disconnected",
    metadata: { error_type: details?.errorType ?? "provider_unavailable" },
  }
  return { ...chunkBody(generation, { content: "" }, "error"), error }
}

function base({ id, at, model, host }: Generation, object: string): Body {
  return {
    id,
    provider: host,
    model: model.id,
    object,
    created: Math.floor(at.getTime() / 1000),
  }
}

function usageBody(generation: Generation): Body {
  const usage = usageOf(generation, "complete", generation.reply)
  const cost = costOf(generation, "complete", usage)
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    cost: nanoToUsd(cost.chargedNano),
    is_byok: generation.byok,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      cache_write_tokens: usage.cacheWriteTokens,
      audio_tokens: 0,
      video_tokens: 0,
    },
    // Seen from OpenRouter in September 2026: without a key of one's own this repeats the cost, although its
    // documentation says null. Who adds the two pays double.
    cost_details: {
      upstream_inference_cost: nanoToUsd(cost.inferenceNano),
      upstream_inference_prompt_cost: nanoToUsd(cost.promptNano),
      upstream_inference_completions_cost: nanoToUsd(cost.completionNano),
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens, image_tokens: 0 },
  }
}

/** The deltas of a stream put together again. */
function messageBody({ reply }: Generation): Body {
  const deltas = reply.pieces.flatMap(({ delta }) => (delta ? [delta] : []))
  const join = (key: string) =>
    deltas
      .map((delta) => delta[key])
      .filter((part) => typeof part === "string")
      .join("")
  const reasoning = join("reasoning")
  const toolCalls = joinToolCalls(deltas)
  return {
    role: "assistant",
    content: join("content") || (toolCalls.length > 0 ? null : ""),
    refusal: null,
    ...(reasoning
      ? {
          reasoning,
          reasoning_details: [{ type: "reasoning.text", text: reasoning, format: "unknown", index: 0 }],
        }
      : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  }
}

interface ToolCallDelta {
  index: number
  id?: string
  function: { name?: string; arguments: string }
}

function joinToolCalls(deltas: Body[]): Body[] {
  const parts = deltas.flatMap((delta) => (delta.tool_calls ?? []) as ToolCallDelta[])
  const indexes = [...new Set(parts.map((part) => part.index))]
  return indexes.map((index) => {
    const own = parts.filter((part) => part.index === index)
    const start = own.find((part) => part.id !== undefined)
    const text = own.map((part) => part.function.arguments).join("")
    return {
      index,
      id: start?.id,
      type: "function",
      function: { name: start?.function.name, arguments: text },
    }
  })
}
