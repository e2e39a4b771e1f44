// A reply cut into the deltas that a provider would stream, with how many tokens were generated after each.
import type { Reply } from "./coding-model.ts"
import { plainTokens } from "./measure-prompt.ts"
import { signatureOf } from "./thought-signatures.ts"

/** A step of the answer, and of the tokens generated so far how many there are and how many were reasoning. */
export interface Piece {
  /** The `delta` of a chunk; null while the model reasons in secret, and only a comment keeps the connection alive. */
  delta: Record<string, unknown> | null
  /** Of what the client reads as text, reasoning or arguments. */
  bytes: number
  completionTokens: number
  reasoningTokens: number
}

export interface SplitReply {
  pieces: Piece[]
  completionTokens: number
  reasoningTokens: number
  finish: string
}

export interface Split {
  /** Where `max_tokens` cuts the reply off. */
  maxTokens: number
  generationId: string
  /** Tool calls come with a thought signature. */
  signed?: boolean
  countTokens?: ((text: string) => number) | undefined
}

interface Part {
  delta: Record<string, unknown>
  /** What is billed. */
  text: string
  /** How much of it the client reads, where that is not all. */
  bytes?: number
  reasoning: boolean
}

const PIECE_LENGTH = 16
const MOST_PIECES = 64
const HIDDEN_PIECES = 8

export function splitReply(
  reply: Reply,
  { maxTokens, generationId, signed = false, countTokens = plainTokens }: Split,
): SplitReply {
  const parts = [...reasoningDeltas(reply), ...textDeltas(reply), ...toolDeltas(reply, generationId, signed)]
  const hidden = reply.hiddenReasoningTokens ?? 0
  const visible =
    reply.outputTokens === undefined
      ? countTokens(parts.map(({ text }) => text).join(""))
      : Math.max(0, reply.outputTokens - hidden)
  const pieces = [...hiddenPieces(hidden), ...weigh(parts, { hidden, visible })]
  const natural = hidden + (parts.length > 0 || reply.outputTokens !== undefined ? visible : 0)
  return {
    pieces: pieces.filter((piece) => piece.completionTokens <= maxTokens),
    completionTokens: Math.min(natural, maxTokens),
    reasoningTokens: Math.min(pieces.at(-1)?.reasoningTokens ?? 0, maxTokens),
    finish: natural > maxTokens ? "length" : finishOf(reply),
  }
}

function finishOf(reply: Reply): string {
  return reply.finish ?? (reply.toolCalls?.length ? "tool_calls" : "stop")
}

function hiddenPieces(tokens: number): Piece[] {
  if (tokens === 0) return []
  return Array.from({ length: HIDDEN_PIECES }, (_, index) => {
    const generated = Math.ceil((tokens * (index + 1)) / HIDDEN_PIECES)
    return { delta: null, bytes: 0, completionTokens: generated, reasoningTokens: generated }
  })
}

/** Spreads the visible tokens over the parts by their bytes. */
function weigh(parts: Part[], { hidden, visible }: { hidden: number; visible: number }): Piece[] {
  const total = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  let bytes = 0
  let reasoning = 0
  return parts.map((part) => {
    const length = Buffer.byteLength(part.text)
    bytes += length
    reasoning += part.reasoning ? length : 0
    return {
      delta: part.delta,
      bytes: part.bytes ?? length,
      completionTokens: hidden + Math.ceil((visible * bytes) / total),
      reasoningTokens: hidden + Math.floor((visible * reasoning) / total),
    }
  })
}

function reasoningDeltas(reply: Reply): Part[] {
  return cut(reply.reasoning ?? "").map((text) => ({
    delta: {
      role: "assistant",
      content: "",
      reasoning: text,
      reasoning_details: [{ type: "reasoning.text", text, format: "unknown", index: 0 }],
    },
    text,
    reasoning: true,
  }))
}

function textDeltas(reply: Reply): Part[] {
  return cut(reply.text ?? "").map((content) => ({
    delta: { role: "assistant", content },
    text: content,
    reasoning: false,
  }))
}

function toolDeltas(reply: Reply, generationId: string, signed: boolean): Part[] {
  return (reply.toolCalls ?? []).flatMap((call, index) => {
    const id = `call_${generationId.replace(/\W/g, "")}_${index}`
    const start = { index, id, type: "function", function: { name: call.name, arguments: "" } }
    const rest = cut(JSON.stringify(call.arguments)).map((text) => ({
      index,
      type: "function",
      function: { arguments: text },
    }))
    return [start, ...rest].map((toolCall) => ({
      delta: {
        role: "assistant",
        content: null,
        tool_calls: [toolCall],
        ...(signed && toolCall === start ? { reasoning_details: [signatureOf(id)] } : {}),
      },
      text: toolCall.function.arguments || call.name,
      bytes: Buffer.byteLength(toolCall.function.arguments),
      reasoning: false,
    }))
  })
}

/** By code points, so that no piece ends within a character. */
function cut(text: string): string[] {
  const points = [...text]
  const length = Math.max(PIECE_LENGTH, Math.ceil(points.length / MOST_PIECES))
  return Array.from({ length: Math.ceil(points.length / length) }, (_, index) =>
    points.slice(index * length, (index + 1) * length).join(""),
  )
}
