// What the model is asked right now: the newest human ask, how large the prompt is, what it needs. Pure.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import type { PromptSize } from "../ledger/index.ts"
import { lastToolCall } from "./foreign-turns.ts"
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

type Media = "image" | "pdf" | "audio" | "video"

type Message = LanguageModelV3Prompt[number]

export function readTurn(call: Pick<LanguageModelV3CallOptions, "prompt" | "tools">): Turn {
  const media: Media[] = []
  const prompt = withGoOn(call.prompt)
  const sent = [prompt, call.tools ?? []]
  const text = hasFiles(sent)
    ? JSON.stringify(sent, (_key, value: unknown) => withoutMedia(value, media))
    : JSON.stringify(sent)
  return {
    ask: newestAsk(call.prompt),
    promptBytes: Buffer.byteLength(text),
    messages: prompt.length,
    media,
    cacheTtl: "5m", // what upstream-model.ts and OpenCode ask for
    usesTools: (call.tools ?? []).length > 0,
    continuing: call.prompt.at(-1)?.role !== "user",
    lastToolCall: lastToolCall(call.prompt),
  }
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

/** Most prompts have none, and are counted several times as fast without a look at each value. */
function hasFiles(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false
  if (Array.isArray(value)) return value.some(hasFiles)
  return value instanceof Uint8Array || isFilePart(value) || Object.values(value).some(hasFiles)
}

/** Takes the bytes of a file part out of the count and notes its kind. */
function withoutMedia(value: unknown, media: Media[]): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64")
  if (!isFilePart(value)) return value
  const kind = mediaKind(value.mediaType)
  if (!kind) return value
  media.push(kind)
  return { type: value.type, mediaType: value.mediaType }
}

function isFilePart(value: unknown): value is { type: string; mediaType: string; data: unknown } {
  return typeof value === "object" && value !== null && "mediaType" in value && "data" in value
}

function mediaKind(mediaType: unknown): Media | undefined {
  const kinds: [string, Media][] = [
    ["image/", "image"],
    ["application/pdf", "pdf"],
    ["audio/", "audio"],
    ["video/", "video"],
  ]
  return kinds.find(([prefix]) => String(mediaType).startsWith(prefix))?.[1]
}
