// What a prompt goes on from: the call before it in its session, whose tokens are known and whose cache may be warm. Pure.

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

/** The last call of a session, agent and model. */
export interface LastCall extends CountedPrompt {
  at: number
  /** The prompt of the turn's first call that streamed reasoning: what came later has that in it. */
  beforeReasoning: CountedPrompt | null
  /** What was billed, in list prices. */
  price: number | undefined
  /** Who ran the model. */
  host: string | undefined
}

export interface PreviousCall extends LastCall {
  /** Within the time that providers keep a prompt in their caches. */
  warm: boolean
}

/** At least: Anthropic's five minutes. */
const CACHE_MS = 5 * 60 * 1000

/** @param at When the prompt is sent. */
export function previousCall(last: LastCall | undefined, at: number): PreviousCall | undefined {
  return last && { ...last, warm: at - last.at < CACHE_MS }
}

export interface Prefix extends CountedPrompt {
  /** What was sent since then is not sent again as it was, but without the reasoning in it. */
  withoutReasoning: boolean
}

/**
 * As far as sizes tell.
 * @param dropsReasoning Whether the reasoning of a turn is left out once the next ask comes: then a new ask goes on from
 * the prompt before it.
 */
export function prefixOf(
  prompt: PromptSent | null,
  previous: PreviousCall | undefined,
  dropsReasoning: boolean,
): Prefix | undefined {
  if (!previous) return undefined
  const withoutReasoning = dropsReasoning && isAskAfterReasoning(prompt, previous)
  const { inputTokens, prompt: sent } = (withoutReasoning ? previous.beforeReasoning : null) ?? previous
  const isPrefix = !prompt || !sent || (prompt.bytes >= sent.bytes && prompt.messages >= sent.messages)
  return isPrefix ? { inputTokens, prompt: sent, withoutReasoning } : undefined
}

export function isAskAfterReasoning(prompt: PromptSent | null, previous: PreviousCall): boolean {
  return prompt?.continuing === false && previous.beforeReasoning !== null
}
