// What another model made of a conversation, as the next one may read it. Each family signs its thoughts, and refuses
// those of others; Gemini also refuses tool calls of the running turn that are not signed. Pure.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { VERIFY_TOOL } from "../config/index.ts"

type Message = LanguageModelV3Prompt[number]
type Assistant = Extract<Message, { role: "assistant" }>

/** The last tool call since the newest message of a person's. */
export function lastToolCall(prompt: LanguageModelV3Prompt): string | undefined {
  const since = prompt.slice(prompt.findLastIndex(({ role }) => role === "user") + 1)
  const calls = since.flatMap(({ role, content }) =>
    role === "assistant" ? content.flatMap((part) => (part.type === "tool-call" ? [part] : [])) : [],
  )
  return calls.findLast(({ toolName }) => toolName !== VERIFY_TOOL)?.toolCallId
}

/**
 * Thoughts of earlier turns, and of this one up to the tool call `foreignUntil`, are left out; calls keep their ids. A
 * check ends what a model did, since a dearer one may go on after it.
 */
export function withoutForeignReasoning(
  prompt: LanguageModelV3Prompt,
  foreignUntil: string | undefined,
): LanguageModelV3Prompt {
  const own = 1 + Math.max(prompt.findLastIndex(beginsAnew), endOf(prompt, foreignUntil))
  return prompt.map((message, index) => {
    if (message.role !== "assistant" || index >= own) return message
    return unsigned.get(message) ?? withoutReasoning(message)
  })
}

/** A session's known messages stay the same objects through its calls (outbound/known-prompt.ts). */
const unsigned = new WeakMap<Assistant, Assistant>()

function withoutReasoning(message: Assistant): Assistant {
  const content = message.content
    .filter((part) => part.type !== "reasoning")
    .map(({ providerOptions: _signed, ...part }) => part)
  const plain: Assistant = { role: "assistant", content }
  unsigned.set(message, plain)
  return plain
}

/** Families that read a turn's unsigned calls only before a message of the person's. */
const DEMANDS_SIGNATURES = /^google\//

/** Ends the turn of another model's calls for such families, by the shortest message of a person's. */
export function closeForeignTurn(
  prompt: LanguageModelV3Prompt,
  modelId: string,
  foreignUntil: string | undefined,
): LanguageModelV3Prompt {
  const end = endOf(prompt, foreignUntil)
  if (!DEMANDS_SIGNATURES.test(modelId) || end < 0) return prompt
  const after = prompt.slice(end + 1)
  if (after.some(beginsAnew)) return prompt
  return [
    ...prompt.slice(0, end + 1),
    { role: "user", content: [{ type: "text", text: "Go on." }] },
    ...after,
  ]
}

function beginsAnew({ role, content }: Message): boolean {
  return (
    role === "user" || (role === "tool" && content.some(isOf(({ toolName }) => toolName === VERIFY_TOOL)))
  )
}

/** Where the results of a call's step end; -1 for one that is not there. */
function endOf(prompt: LanguageModelV3Prompt, toolCallId: string | undefined): number {
  if (toolCallId === undefined) return -1
  return prompt.findLastIndex(
    ({ role, content }) => role === "tool" && content.some(isOf((part) => part.toolCallId === toolCallId)),
  )
}

interface ToolPart {
  toolName: string
  toolCallId: string
}

function isOf(fits: (part: ToolPart) => boolean): (part: object) => boolean {
  return (part) => "toolCallId" in part && fits(part as ToolPart)
}
