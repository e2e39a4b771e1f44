// A reply cut into the deltas that a provider would stream, with how many tokens were generated after each.
import type { Reply } from "./coding-model.ts"
import { countTokens } from "./measure-prompt.ts"

/** A `delta` of a chunk, and of the tokens generated so far how many there are and how many were reasoning. */
export interface Piece {
  delta: Record<string, unknown>
  completionTokens: number
  reasoningTokens: number
}

export interface SplitReply {
  pieces: Piece[]
  completionTokens: number
  reasoningTokens: number
  finish: string
}

interface Weighed {
  delta: Record<string, unknown>
  bytes: number
  reasoning: boolean
}

const PIECE_LENGTH = 16
const MOST_PIECES = 64

/** Cut off at `maxTokens`, as `max_tokens` does. */
export function splitReply(reply: Reply, maxTokens: number, generationId: string): SplitReply {
  const weighed = [...reasoningDeltas(reply), ...textDeltas(reply), ...toolDeltas(reply, generationId)]
  const pieces = weigh(weighed, reply.outputTokens)
  const natural = pieces.at(-1)?.completionTokens ?? reply.outputTokens ?? 0
  const kept = pieces.filter((piece) => piece.completionTokens <= maxTokens)
  return {
    pieces: kept,
    completionTokens: Math.min(natural, maxTokens),
    reasoningTokens: Math.min(pieces.at(-1)?.reasoningTokens ?? 0, maxTokens),
    finish: natural > maxTokens ? "length" : finishOf(reply),
  }
}

function finishOf(reply: Reply): string {
  return reply.finish ?? (reply.toolCalls?.length ? "tool_calls" : "stop")
}

/** Spreads the tokens over the deltas by their bytes. */
function weigh(deltas: Weighed[], outputTokens: number | undefined): Piece[] {
  const total = deltas.reduce((sum, { bytes }) => sum + bytes, 0)
  const tokens = outputTokens ?? countTokens(total)
  let bytes = 0
  let reasoning = 0
  return deltas.map((weighed) => {
    bytes += weighed.bytes
    reasoning += weighed.reasoning ? weighed.bytes : 0
    return {
      delta: weighed.delta,
      completionTokens: Math.ceil((tokens * bytes) / total),
      reasoningTokens: Math.floor((tokens * reasoning) / total),
    }
  })
}

function reasoningDeltas(reply: Reply): Weighed[] {
  return cut(reply.reasoning ?? "").map((text) => ({
    delta: {
      role: "assistant",
      content: "",
      reasoning: text,
      reasoning_details: [{ type: "reasoning.text", text, format: "unknown", index: 0 }],
    },
    bytes: Buffer.byteLength(text),
    reasoning: true,
  }))
}

function textDeltas(reply: Reply): Weighed[] {
  return cut(reply.text ?? "").map((content) => ({
    delta: { role: "assistant", content },
    bytes: Buffer.byteLength(content),
    reasoning: false,
  }))
}

function toolDeltas(reply: Reply, generationId: string): Weighed[] {
  return (reply.toolCalls ?? []).flatMap((call, index) => {
    const id = `call_${generationId.replace(/\W/g, "")}_${index}`
    const start = { index, id, type: "function", function: { name: call.name, arguments: "" } }
    const rest = cut(JSON.stringify(call.arguments)).map((text) => ({
      index,
      type: "function",
      function: { arguments: text },
    }))
    return [start, ...rest].map((toolCall) => ({
      delta: { role: "assistant", content: null, tool_calls: [toolCall] },
      bytes: Buffer.byteLength(toolCall.function.arguments || call.name),
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
