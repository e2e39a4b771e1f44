// What the finished calls of a model teach about those that break off. Pure; for estimates only, never for bounds.
import { costOf, type Model, type Nano, type Usage } from "../ledger/index.ts"
import type { StreamedBytes } from "./settle-stream.ts"

/** How much was sent. */
export interface PromptSent {
  bytes: number
  messages: number
  media: number
  /** Within a tool loop, rather than with a new ask. */
  continuing: boolean
}

/** A prompt as it was counted; the prompt itself is null where only the ledger remembers it. */
export interface CountedPrompt {
  inputTokens: number
  prompt: PromptSent | null
}

/** The call of the same session, agent and model that a prompt goes on from, and so finds in the cache. */
export interface PreviousCall extends CountedPrompt {
  /** It is the one that began the turn before: what the model reasoned since then is not sent again. */
  beforeReasoning: boolean
  /** Within the time that providers keep a prompt in their caches. */
  warm: boolean
  /** What was billed for it, in list prices. */
  price: number | undefined
  /** Who ran it. */
  host: string | undefined
}

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
export interface Mean {
  sum: number
  weight: number
}

export interface Lessons {
  /** Prompt tokens per byte: of whole prompts, and of what a session's prompt grew by, with and without reasoning. */
  promptTokens: Mean
  grownTokens: Mean
  grownWithoutReasoning: Mean
  /** What the cache held of the call before while it was warm, and of any other prompt. */
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
    ...fromAnswer(lessons, call),
    ...fromBill(lessons, call),
  }
}

/** Undefined until there was something to learn it from. */
export function meanOf({ sum, weight }: Mean): number | undefined {
  return weight > 0 ? sum / weight : undefined
}

/** Whether a prompt goes on from that of the call before, as far as its size tells. */
export function goesOn(prompt: PromptSent | null, previous: PreviousCall | undefined): boolean {
  if (!previous) return false
  if (!previous.prompt || !prompt) return true
  return prompt.bytes >= previous.prompt.bytes && prompt.messages >= previous.prompt.messages
}

function fromPrompt(lessons: Lessons, call: ReportedCall): Partial<Lessons> {
  const { usage, prompt, previous } = call
  const { inputTokens, cachedTokens, cacheWriteTokens } = usage
  const warm = previous?.warm === true && goesOn(prompt, previous)
  return {
    ...(prompt ? fromSize(lessons, { inputTokens, prompt, previous }) : {}),
    ...(warm
      ? { warmCache: add(lessons.warmCache, cachedTokens, previous.inputTokens) }
      : { coldCache: add(lessons.coldCache, cachedTokens, inputTokens) }),
    cacheWrites: add(lessons.cacheWrites, cacheWriteTokens, inputTokens - cachedTokens),
  }
}

interface Sized {
  inputTokens: number
  prompt: PromptSent
  previous: PreviousCall | undefined
}

function fromSize(lessons: Lessons, { inputTokens, prompt, previous }: Sized): Partial<Lessons> {
  const promptTokens = add(lessons.promptTokens, inputTokens - prompt.media * TOKENS_PER_MEDIUM, prompt.bytes)
  if (!previous?.prompt || !goesOn(prompt, previous)) return { promptTokens }
  const newMedia = prompt.media - previous.prompt.media
  const tokens = inputTokens - previous.inputTokens - newMedia * TOKENS_PER_MEDIUM
  const which = previous.beforeReasoning ? "grownWithoutReasoning" : "grownTokens"
  return { promptTokens, [which]: add(lessons[which], tokens, prompt.bytes - previous.prompt.bytes) }
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
