// One attempt at one model: an error before anything is generated, or the generation.
import type { ChatRequest } from "./chat-request.ts"
import type { Reply } from "./coding-model.ts"
import type { FaultEffect } from "./fault.ts"
import type { Generation } from "./generation.ts"
import { measurePrompt, type PromptUnit } from "./measure-prompt.ts"
import type { TokenUsage } from "./price-usage.ts"
import {
  billsCacheWrites,
  cachesExplicitly,
  hostFor,
  hostOf,
  type SimulatedModel,
} from "./simulated-model.ts"
import type { SimulatorState } from "./simulator-state.ts"
import { splitReply } from "./split-reply.ts"
import { signsCalls, unsignedCall } from "./thought-signatures.ts"
import { type UpstreamError, upstreamError } from "./upstream-error.ts"

export interface Caller {
  key: string
  session: string | null
}

export type Draft =
  | { kind: "refused"; error: UpstreamError }
  | Extract<FaultEffect, { kind: "reply" }>
  | { kind: "accepted"; generation: Generation }

export function draftGeneration(
  state: SimulatorState,
  request: ChatRequest,
  modelId: string,
  caller: Caller,
): Draft {
  const model = state.options.models.find(({ id }) => id === modelId)
  const host = model && hostFor(model, request.provider?.ignore ?? [])
  const fault = state.faults.take({ model: modelId, ...caller, host })
  if (fault?.kind === "status") return refused(fault, modelId, model)
  if (fault?.kind === "reply") return fault
  if (model && host === undefined) return { kind: "refused", error: noEndpoints(modelId) }
  if (!model || host === undefined)
    return {
      kind: "refused",
      error: upstreamError(404, { message: `No endpoints found for ${modelId}.`, model: modelId }),
    }
  const units = measurePrompt(request, model.countTokens)
  const signs = state.options.thoughtSignatures && signsCalls(model)
  const obstacle =
    obstacleOf(request, model, total(units, "tokens")) ?? (signs ? unsignedCall(request, model) : undefined)
  if (obstacle) return { kind: "refused", error: obstacle }
  const id = state.nextGenerationId()
  const asked = { ...request, model: modelId }
  const prompt = promptUsage(state, units, model, `${caller.session ?? caller.key} ${modelId}`)
  const reply = replyOf(state, asked, model, id, fault)
  const { byok } = state.options
  const own = byok.includes(caller.key) || byok.includes(modelId)
  return {
    kind: "accepted",
    generation: {
      id,
      at: state.options.now(),
      ...caller,
      model,
      host,
      request: asked,
      prompt,
      reply,
      byok: own,
      fault,
    },
  }
}

function refused(
  fault: FaultEffect & { kind: "status" },
  modelId: string,
  model: SimulatedModel | undefined,
): Draft {
  const providerName = model ? hostOf(model) : undefined
  return { kind: "refused", error: upstreamError(fault.status, { ...fault, model: modelId, providerName }) }
}

function noEndpoints(model: string): UpstreamError {
  return upstreamError(404, {
    message: "No allowed providers are available for the selected model.",
    availability: { code: "no_endpoints", retryable: false },
    model,
  })
}

function obstacleOf(request: ChatRequest, model: SimulatedModel, tokens: number): UpstreamError | undefined {
  if (request.tools?.length && !model.tools) {
    return upstreamError(404, {
      message: `No endpoints found for ${model.id} that support tool use.`,
      model: model.id,
    })
  }
  if (tokens <= model.contextTokens) return undefined
  return upstreamError(400, {
    message: `The maximum context length of this endpoint is ${model.contextTokens} tokens, and the prompt has ${tokens}.`,
    model: model.id,
    providerName: hostOf(model),
  })
}

function promptUsage(
  state: SimulatorState,
  units: PromptUnit[],
  model: SimulatedModel,
  cacheKey: string,
): Generation["prompt"] {
  if (state.options.billing === "worst-case") return worstCase(units, model)
  const { cachedTokens, writtenTokens } = state.cache.use(cacheKey, units, cachesExplicitly(model))
  const cacheWriteTokens = billsCacheWrites(model) ? writtenTokens : 0
  return { promptTokens: total(units, "tokens"), cachedTokens, cacheWriteTokens }
}

function worstCase(
  units: PromptUnit[],
  model: SimulatedModel,
): Omit<TokenUsage, "completionTokens" | "reasoningTokens"> {
  const promptTokens = Math.min(total(units, "bytes"), model.contextTokens)
  const writes = cachesExplicitly(model) ? units.some((unit) => unit.marked) : billsCacheWrites(model)
  return { promptTokens, cachedTokens: 0, cacheWriteTokens: writes ? promptTokens : 0 }
}

function replyOf(
  state: SimulatorState,
  request: ChatRequest,
  model: SimulatedModel,
  id: string,
  fault: FaultEffect | undefined,
): Generation["reply"] {
  if (fault?.kind === "empty") {
    return { pieces: [], completionTokens: 0, reasoningTokens: 0, finish: fault.finish }
  }
  const asked = request.max_completion_tokens ?? request.max_tokens ?? model.maxOutputTokens
  const maxTokens = Math.min(asked, model.maxOutputTokens)
  const reply: Reply = state.options.model(request)
  const billed = state.options.billing === "worst-case" ? { ...reply, outputTokens: maxTokens } : reply
  const signed = state.options.thoughtSignatures && signsCalls(model)
  return splitReply(billed, { maxTokens, generationId: id, signed, countTokens: model.countTokens })
}

function total(units: PromptUnit[], measure: "tokens" | "bytes"): number {
  return units.reduce((sum, unit) => sum + unit[measure], 0)
}
