// What a call that broke off is taken to have used and cost, until OpenRouter says it. Pure; never for bounds.
import { costOf, type Model, type Nano, type Usage } from "../ledger/index.ts"
import { billsToTheEnd } from "./bills-to-the-end.ts"
import { dropsReasoning, type Lessons, meanOf, TOKENS_PER_MEDIUM } from "./learn-usage.ts"
import { type Prefix, type PreviousCall, type PromptSent, prefixOf } from "./previous-call.ts"
import type { StreamedBytes } from "./settle-stream.ts"

export interface BrokenCall {
  model: Model
  prompt: PromptSent
  streamed: StreamedBytes
  /** Until there was something to read, or it broke off. */
  silentMs: number
  /** All of the answer had come, but not what it used. */
  complete: boolean
  previous: PreviousCall | undefined
}

/** What this model's calls taught; then those of its author's models, which share a tokenizer, and of all. */
export interface Learned {
  own: Lessons
  author: Lessons
  all: Lessons
}

/** Text and code, as seen on average, where nothing was learned. */
const TOKENS_PER_BYTE = 1 / 4
/** Fewer answers of a model than these say little about its others. */
const FEW_ANSWERS = 5

export function estimateUsage(call: BrokenCall, learned: Learned): Usage {
  const prefix = prefixOf(call.prompt, call.previous, dropsReasoning(learned.own))
  const inputTokens = Math.round(promptTokens(call, learned, prefix))
  const cachedTokens = Math.min(inputTokens, Math.round(cached(call, learned, prefix, inputTokens)))
  const writes = meanOf(learned.own.cacheWrites) ?? (writingIsDearer(call.model) ? 1 : 0)
  const { output, reasoning } = outputTokens(call, learned)
  return {
    inputTokens,
    cachedTokens,
    cacheWriteTokens: Math.min(inputTokens - cachedTokens, Math.round((inputTokens - cachedTokens) * writes)),
    outputTokens: Math.round(output),
    reasoningTokens: Math.round(reasoning),
  }
}

/** List prices, corrected by what was really billed: of the session's last call, else of the model's. */
export function estimateCost(
  usage: Usage,
  { model, previous }: Pick<BrokenCall, "model" | "previous">,
  { own }: Learned,
): Nano {
  const price = previous?.price ?? meanOf(own.price) ?? 1
  return BigInt(Math.round(Number(costOf(usage, model)) * price))
}

/** What is known of the prompt before, and the rest by its bytes. */
function promptTokens({ prompt }: BrokenCall, learned: Learned, prefix: Prefix | undefined): number {
  const whole = perByte(learned, "promptTokens")
  if (prefix?.prompt) {
    const newBytes = prompt.bytes - prefix.prompt.bytes
    const newMedia = Math.max(0, prompt.media - prefix.prompt.media)
    const which = prefix.withoutReasoning ? "grownWithoutReasoning" : "grownTokens"
    return prefix.inputTokens + newBytes * perByte(learned, which, whole) + newMedia * TOKENS_PER_MEDIUM
  }
  const tokens = prompt.bytes * whole + prompt.media * TOKENS_PER_MEDIUM
  return Math.max(tokens, prefix?.inputTokens ?? 0)
}

/** The prompt before, as far as such prompts were found in the cache. */
function cached({ previous }: BrokenCall, { own }: Learned, prefix: Prefix | undefined, inputTokens: number) {
  if (previous?.warm && prefix) return prefix.inputTokens * (meanOf(own.warmCache) ?? 1)
  return inputTokens * (meanOf(own.coldCache) ?? 0)
}

function writingIsDearer({ price }: Model): boolean {
  return (price.cacheWriteNanoPerMillion ?? 0n) > price.inputNanoPerMillion
}

function outputTokens(call: BrokenCall, learned: Learned): { output: number; reasoning: number } {
  const seen = seenTokens(call, learned)
  if (call.complete || !billsToTheEnd(call.model, call.previous?.host)) return seen
  return { ...seen, output: wholeAnswer(seen.output, learned) }
}

function seenTokens(call: BrokenCall, learned: Learned) {
  const { streamed } = call
  const text = streamed.text * perByte(learned, "textTokens")
  const shown = streamed.reasoning * perByte(learned, "reasoningTokens")
  const reasoning = streamed.reasoning > 0 ? shown : hiddenTokens(call, learned.own)
  return { output: text + reasoning, reasoning }
}

/** Reasoning in secret comes first, and takes its time: it is over once there is text. */
function hiddenTokens({ streamed, complete, silentMs }: BrokenCall, own: Lessons): number {
  const perMs = meanOf(own.hiddenTokensPerMs)
  if (perMs !== undefined) return Math.max(0, silentMs - (meanOf(own.silentMs) ?? 0)) * perMs
  const mean = meanOf(own.hiddenTokens) ?? 0
  return streamed.text > 0 || complete ? mean : mean / 2
}

/** As long as the answers were that were longer than what had come of this one. */
function wholeAnswer(seen: number, { own, all }: Learned): number {
  const answers = own.answers.length < FEW_ANSWERS ? [...own.answers, ...all.answers] : own.answers
  const longer = answers.filter((tokens) => tokens > seen)
  if (longer.length === 0) return seen
  return longer.reduce((sum, tokens) => sum + tokens, 0) / longer.length
}

type TokensPerByte =
  | "promptTokens"
  | "grownTokens"
  | "grownWithoutReasoning"
  | "textTokens"
  | "reasoningTokens"

/** By who knows it best. */
function perByte({ own, author, all }: Learned, which: TokensPerByte, otherwise = TOKENS_PER_BYTE): number {
  return meanOf(own[which]) ?? meanOf(author[which]) ?? meanOf(all[which]) ?? otherwise
}
