// What stands in for a language model: a function from the conversation to a reply, with no memory of its own.
import type { ChatRequest } from "./chat-request.ts"

export interface Reply {
  reasoning?: string
  /** Reasoning that is billed and never sent, as OpenAI's is; it comes before all that is. */
  hiddenReasoningTokens?: number
  text?: string
  toolCalls?: readonly { name: string; arguments: Record<string, unknown> }[]
  /** OpenRouter's `finish_reason`; left out, it follows from the reply. */
  finish?: "stop" | "length" | "tool_calls" | "content_filter"
  /** Billed output tokens, hidden ones included; left out, they are counted from the reply. */
  outputTokens?: number
}

export type CodingModel = (request: ChatRequest) => Reply
