// What the model is asked right now: the newest human ask, how large the prompt is, what it needs. Pure.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import type { PromptSize } from "../ledger/index.ts"
import { lastToolCall } from "./foreign-turns.ts"
import { type JsonSize, jsonSize } from "./json-size.ts"
import { withGoOn } from "./with-go-on.ts"

export interface Turn extends PromptSize {
  /** The newest human ask: no system prompt, tool schema, reminder or tool output. */
  ask: string
  /** The call goes on with a tool loop rather than answering a new ask. */
  continuing: boolean
  /** It comes with tools, as all work does; titles and summaries have none. */
  usesTools?: boolean
  /** The newest tool call of the turn, if there is one. */
  lastToolCall?: string | undefined
}

type Message = LanguageModelV3Prompt[number]

export function readTurn(call: Pick<LanguageModelV3CallOptions, "prompt" | "tools">): Turn {
  const prompt = withGoOn(call.prompt)
  const { bytes, media } = sizeOf(prompt, call.tools ?? NO_TOOLS)
  return {
    ask: newestAsk(call.prompt),
    promptBytes: bytes,
    messages: prompt.length,
    media,
    cacheTtl: "5m", // what upstream-model.ts and OpenCode ask for
    usesTools: (call.tools ?? []).length > 0,
    continuing: call.prompt.at(-1)?.role !== "user",
    lastToolCall: lastToolCall(call.prompt),
  }
}

const NO_TOOLS: NonNullable<LanguageModelV3CallOptions["tools"]> = []

/** Of `[prompt, tools]` as JSON, added up from the sizes of its parts. */
function sizeOf(prompt: LanguageModelV3Prompt, tools: typeof NO_TOOLS): JsonSize {
  let bytes = "[[],]".length + Math.max(0, prompt.length - 1) // signs of the arrays, a comma between two messages
  const media: JsonSize["media"][number][] = []
  for (const part of [...prompt, tools]) {
    const size = jsonSize(part)
    bytes += size.bytes
    media.push(...size.media)
  }
  return { bytes, media }
}

function newestAsk(prompt: LanguageModelV3Prompt): string {
  return asksOf(prompt, 1)[0] ?? ""
}

/** What the person said before the newest ask. */
export function earlierAsk(prompt: LanguageModelV3Prompt): string | undefined {
  return asksOf(prompt, 2)[1]
}

/** The newest ones first; what was said before them is not read. */
function asksOf(prompt: LanguageModelV3Prompt, count: number): string[] {
  const asks: string[] = []
  for (let at = prompt.length - 1; at >= 0 && asks.length < count; at--) {
    const message = prompt[at]
    const ask = message?.role === "user" ? humanText(message) : ""
    if (ask !== "") asks.push(ask)
  }
  return asks
}

function humanText(message: Extract<Message, { role: "user" }>): string {
  const texts = message.content
    .filter((part) => part.type === "text")
    .map((part) => withoutReminders(part.text))
  return unquoted(texts.join("\n").trim())
}

/** `opencode run` puts quotes around an ask of several words. */
function unquoted(text: string): string {
  return /^"[\s\S]*"$/.test(text) ? text.slice(1, -1).trim() : text
}

const [OPENS, CLOSES] = ["<system-reminder>", "</system-reminder>"]

/** OpenCode wraps what it adds to a human's message in complete system-reminder blocks. */
function withoutReminders(text: string): string {
  const kept: string[] = []
  let from = 0
  for (;;) {
    const start = text.indexOf(OPENS, from)
    const end = start < 0 ? -1 : text.indexOf(CLOSES, start)
    if (end < 0) return kept.join("") + text.slice(from)
    kept.push(text.slice(from, start))
    from = end + CLOSES.length
  }
}
