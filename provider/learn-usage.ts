// What the finished calls of a model teach about those that break off. Pure; for estimates only, never for bounds.
import { costOf, type Model, type Nano, type Usage } from "../ledger/index.ts"
import { isAskAfterReasoning, type PreviousCall, type PromptSent, prefixOf } from "./previous-call.ts"
import type { StreamedBytes } from "./settle-stream.ts"

/** A call as OpenRouter reported it; null where only the ledger remembers it. */
export interface ReportedCall {
  model: Model
  usage: Usage
  costNano: Nano | null
  prompt: PromptSent | null
  streamed: StreamedBytes | null
  /** Until there was something to read. */
  silentMs: number | null
  previous: PreviousCall | undefined
}

/** A mean in which older calls count for less and less. */
interface Mean {
  sum: number
  weight: number
}

export interface Lessons {
  /** Prompt tokens per byte: of whole prompts, and of what a session's prompt grew by, with and without reasoning. */
  promptTokens: Mean
  grownTokens: Mean
  grownWithoutReasoning: Mean
  /** Whether reasoning is left out of the prompt once the next ask comes, as 1 and 0. */
  dropsReasoning: Mean
  /** What the cache held of the prompt before while it was warm, and of any other prompt. */
  warmCache: Mean
  coldCache: Mean
  /** What was written to the cache of all that was not read from it. */
  cacheWrites: Mean
  /** Output tokens per byte that was streamed. */
  textTokens: Mean
  reasoningTokens: Mean
  /** Reasoning tokens of a call that streamed none. */
  hiddenTokens: Mean
  /** The same per millisecond, and how long a call without any reasoning is silent. */
  hiddenTokensPerMs: Mean
  silentMs: Mean
  /** Output tokens of the newest calls. */
  answers: readonly number[]
  /** What was billed, in list prices: own provider keys, cheaper hosts, a catalogue that is too old. */
  price: Mean
}

const nothing: Mean = { sum: 0, weight: 0 }

export const NO_LESSONS: Lessons = {
  promptTokens: nothing,
  grownTokens: nothing,
  grownWithoutReasoning: nothing,
  dropsReasoning: nothing,
  warmCache: nothing,
  coldCache: nothing,
  cacheWrites: nothing,
  textTokens: nothing,
  reasoningTokens: nothing,
  hiddenTokens: nothing,
  hiddenTokensPerMs: nothing,
  silentMs: nothing,
  answers: [],
  price: nothing,
}

/** About what providers count for one picture. */
export const TOKENS_PER_MEDIUM = 1_500

/** Fifty calls later a call counts for a third. */
const MEMORY = 0.98
const ANSWERS_KEPT = 200

export function learnUsage(lessons: Lessons, call: ReportedCall): Lessons {
  return {
    ...lessons,
    ...fromPrompt(lessons, call),
    ...fromGrowth(lessons, call),
    ...fromAnswer(lessons, call),
    ...fromBill(lessons, call),
  }
}

/** Undefined until there was something to learn it from. */
export function meanOf({ sum, weight }: Mean): number | undefined {
  return weight > 0 ? sum / weight : undefined
}

/** Until it was seen to be otherwise: Ralex sends no reasoning of earlier turns (upstream-model.ts). */
export function dropsReasoning(lessons: Lessons): boolean {
  return (meanOf(lessons.dropsReasoning) ?? 1) > 0.5
}

function fromPrompt(lessons: Lessons, { usage, prompt, previous }: ReportedCall): Partial<Lessons> {
  const { inputTokens, cachedTokens, cacheWriteTokens } = usage
  const prefix = prefixOf(prompt, previous, dropsReasoning(lessons))
  const ownTokens = inputTokens - (prompt?.media ?? 0) * TOKENS_PER_MEDIUM
  return {
    promptTokens: add(lessons.promptTokens, ownTokens, prompt?.bytes ?? 0),
    cacheWrites: add(lessons.cacheWrites, cacheWriteTokens, inputTokens - cachedTokens),
    ...(previous?.warm && prefix
      ? { warmCache: add(lessons.warmCache, cachedTokens, prefix.inputTokens) }
      : { coldCache: add(lessons.coldCache, cachedTokens, inputTokens) }),
  }
}

function fromGrowth(lessons: Lessons, { usage, prompt, previous }: ReportedCall): Partial<Lessons> {
  const prefix = prefixOf(prompt, previous, dropsReasoning(lessons))
  if (!prompt || !previous || !prefix?.prompt) return {}
  const newMedia = prompt.media - prefix.prompt.media
  const newTokens = usage.inputTokens - prefix.inputTokens - newMedia * TOKENS_PER_MEDIUM
  const which = prefix.withoutReasoning ? "grownWithoutReasoning" : "grownTokens"
  return {
    [which]: add(lessons[which], newTokens, prompt.bytes - prefix.prompt.bytes),
    ...fromAsk(lessons, usage, prompt, previous),
  }
}

/** What the cache held ends where the prompt began to be another one. */
function fromAsk(
  lessons: Lessons,
  { cachedTokens }: Usage,
  prompt: PromptSent,
  previous: PreviousCall,
): Partial<Lessons> {
  const { beforeReasoning, warm } = previous
  if (!warm || !beforeReasoning || !isAskAfterReasoning(prompt, previous)) return {}
  if (beforeReasoning.inputTokens === previous.inputTokens) return {}
  const from = (tokens: number) => Math.abs(cachedTokens - tokens)
  const dropped = from(beforeReasoning.inputTokens) < from(previous.inputTokens)
  return { dropsReasoning: add(lessons.dropsReasoning, dropped ? 1 : 0, 1) }
}

function fromAnswer(lessons: Lessons, call: ReportedCall): Partial<Lessons> {
  const { usage, streamed } = call
  const { outputTokens, reasoningTokens } = usage
  const answers = [...lessons.answers, outputTokens].slice(-ANSWERS_KEPT)
  if (!streamed) return { answers }
  return {
    answers,
    textTokens: add(lessons.textTokens, outputTokens - reasoningTokens, streamed.text),
    ...(streamed.reasoning > 0
      ? { reasoningTokens: add(lessons.reasoningTokens, reasoningTokens, streamed.reasoning) }
      : fromSilence(lessons, call)),
  }
}

function fromSilence(lessons: Lessons, { usage, silentMs }: ReportedCall): Partial<Lessons> {
  const tokens = usage.reasoningTokens
  const hiddenTokens = add(lessons.hiddenTokens, tokens, 1)
  if (silentMs === null) return { hiddenTokens }
  if (tokens === 0) return { hiddenTokens, silentMs: add(lessons.silentMs, silentMs, 1) }
  const thoughtMs = silentMs - (meanOf(lessons.silentMs) ?? 0)
  return { hiddenTokens, hiddenTokensPerMs: add(lessons.hiddenTokensPerMs, tokens, thoughtMs) }
}

function fromBill({ price }: Lessons, { usage, costNano, model }: ReportedCall): Partial<Lessons> {
  return costNano === null ? {} : { price: add(price, Number(costNano), Number(costOf(usage, model))) }
}

/** What makes no sense, such as tokens of an empty prompt, teaches nothing. */
function add(mean: Mean, sum: number, weight: number): Mean {
  if (!(weight > 0) || !(sum >= 0)) return mean
  return { sum: mean.sum * MEMORY + sum, weight: mean.weight * MEMORY + weight }
}
