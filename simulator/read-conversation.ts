// What a stand-in model looks at: the newest ask, the tool results since, and whether only a title is wanted.
import type { ChatMessage, ChatRequest } from "./chat-request.ts"

export interface ToolResult {
  name: string
  arguments: Record<string, unknown>
  output: string
}

/** OpenCode's title agent is known by its system prompt. */
export function isTitle(request: ChatRequest): boolean {
  return request.messages.some(
    (message) => message.role === "system" && /title generator/i.test(textOf(message)),
  )
}

export function lastUserText(request: ChatRequest): string {
  const last = request.messages.findLast((message) => message.role === "user")
  return last ? textOf(last) : ""
}

/** The results of the tools called since the newest user message, in order. */
export function toolResults(request: ChatRequest): ToolResult[] {
  const start = request.messages.findLastIndex((message) => message.role === "user")
  const since = request.messages.slice(start + 1)
  const calls = since.flatMap((message) => message.tool_calls ?? [])
  return since
    .filter((message) => message.role === "tool")
    .map((message) => {
      const call = calls.find(({ id }) => id === message.tool_call_id)
      return {
        name: call?.function.name ?? "",
        arguments: parseArguments(call?.function.arguments),
        output: textOf(message),
      }
    })
}

export function textOf(message: ChatMessage): string {
  if (typeof message.content === "string") return message.content
  const parts = message.content ?? []
  return parts.map((part) => (typeof part.text === "string" ? part.text : "")).join("\n")
}

function parseArguments(text: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(text ?? "{}") as Record<string, unknown>
  } catch {
    return {} // cut off by max_tokens: what a real model would have sent, too
  }
}
