// Which call of its session a prompt goes on from, so that its tokens are known and its cache is warm. Pure.
import type { CountedPrompt, PreviousCall, PromptSent } from "./learn-usage.ts"

/** The last call of a session, agent and model. */
export interface LastCall extends Pick<PreviousCall, "price" | "host"> {
  at: number
  prompt: CountedPrompt
  /** The prompt that the turn began with; null where it is not known. */
  turn: CountedPrompt | null
  /** The model's reasoning since then was streamed, and sent back within the turn. */
  reasoned: boolean
}

/** How long providers keep a prompt in their caches, at least: Anthropic's five minutes. */
const CACHE_MS = 5 * 60 * 1000
const UNKNOWN: CountedPrompt = { inputTokens: 0, prompt: null }

/** @param at When the prompt is sent. */
export function previousCall(
  last: LastCall | undefined,
  at: number,
  { continuing }: Pick<PromptSent, "continuing">,
): PreviousCall | undefined {
  if (!last) return undefined
  const { prompt, turn, reasoned, price, host } = last
  const beforeReasoning = reasoned && !continuing
  const from = beforeReasoning ? (turn ?? UNKNOWN) : prompt
  return { ...from, beforeReasoning, price, host, warm: at - last.at < CACHE_MS }
}
