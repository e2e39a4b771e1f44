// Ralex's own `ralex_verify` calls as models read them: plain text of the user's side. A model family would refuse a
// tool call that it never made, without its thought signature or of a tool that it does not know. Pure.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { PASSED, VERIFY_TOOL } from "../config/index.ts"

type Message = LanguageModelV3Prompt[number]
type ToolMessage = Extract<Message, { role: "tool" }>

export function forgetChecks(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  return prompt.flatMap((message): Message[] => {
    if (message.role === "assistant") {
      const content = message.content.filter((part) => !isCheck(part))
      if (content.length === message.content.length) return [message]
      return content.length === 0 ? [] : [{ ...message, content }]
    }
    if (message.role === "tool" && message.content.some(isCheck)) return asText(message)
    return [message]
  })
}

/** Tools as models may know them. */
export function withoutVerifyTool(
  tools: NonNullable<LanguageModelV3CallOptions["tools"]>,
): NonNullable<LanguageModelV3CallOptions["tools"]> {
  return tools.filter(({ name }) => name !== VERIFY_TOOL)
}

function isCheck(part: { type: string }): boolean {
  return "toolName" in part && part.toolName === VERIFY_TOOL
}

function asText(message: ToolMessage): Message[] {
  const others = message.content.filter((part) => !isCheck(part))
  const texts = message.content.filter(isCheck).flatMap((part) => {
    if (part.type !== "tool-result") return []
    const { output } = part
    const said = "value" in output ? output.value : ""
    const text = typeof said === "string" ? said : JSON.stringify(said)
    return text.startsWith(PASSED) ? [] : [{ type: "text" as const, text }]
  })
  return [
    ...(others.length > 0 ? [{ ...message, content: others }] : []),
    ...(texts.length > 0 ? [{ role: "user" as const, content: texts }] : []),
  ]
}
