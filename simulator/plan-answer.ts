// A generation to the steps that put it on the wire, with its fault among them. Nothing is sent here.
import { chunkBody, completionBody, errorBody, usageChunkBody } from "./completion-body.ts"
import type { Generated, Generation, Outcome } from "./generation.ts"
import type { Piece } from "./split-reply.ts"

export type Step =
  | {
      kind: "send"
      text: string
      /** What to wait for before it is sent. */
      after?: "first-token" | "chunk"
      generated?: Generated
      /** With this the generation is over and billed. */
      ends?: Outcome
    }
  | { kind: "hang" }
  | { kind: "cut" }

const PROCESSING = ": OPENROUTER PROCESSING\n\n"

export function planStream(generation: Generation): Step[] {
  const { fault, reply } = generation
  const opening: Step[] = [{ kind: "send", text: PROCESSING }]
  if (fault && "at" in fault && fault.at === "start") return [...opening, ...breakdown(generation)]
  const role = data(chunkBody(generation, { role: "assistant", content: "" }), "first-token")
  const pieces = reply.pieces.map((piece) => pieceStep(generation, piece))
  const half = Math.ceil(pieces.length / 2)
  if (fault && "at" in fault && fault.at === "middle")
    return [...opening, role, ...pieces.slice(0, half), ...breakdown(generation)]
  if (fault?.kind === "malformed-chunk")
    pieces.splice(half, 0, { kind: "send", text: 'data: {"id":"gen-\n\n' })
  return [...opening, role, ...pieces, ...closing(generation)]
}

/** The answer in one piece; a fault in the middle of it comes after half of the bytes. */
export function planWhole(generation: Generation): Step[] {
  const { fault } = generation
  if (fault?.kind === "stream-error")
    return [{ kind: "send", text: JSON.stringify(errorBody(generation)), ends: "failed" }]
  const text = JSON.stringify(completionBody(generation))
  const half: Step = { kind: "send", text: text.slice(0, text.length / 2), after: "first-token" }
  if (fault?.kind === "malformed-chunk") return [{ ...half, ends: "complete" }]
  if (fault && "at" in fault)
    return fault.at === "start" ? breakdown(generation) : [half, ...breakdown(generation)]
  return [{ kind: "send", text, after: "first-token", generated: generation.reply, ends: "complete" }]
}

function breakdown(generation: Generation): Step[] {
  const { fault } = generation
  if (fault?.kind === "stream-error") return [{ ...data(errorBody(generation)), ends: "failed" }]
  return [{ kind: fault?.kind === "hang" ? "hang" : "cut" }]
}

function closing(generation: Generation): Step[] {
  const { finish } = generation.reply
  return [
    data(chunkBody(generation, { role: "assistant", content: "" }, finish)),
    { ...data(usageChunkBody(generation)), ends: "complete" },
    { kind: "send", text: "data: [DONE]\n\n" },
  ]
}

function pieceStep(generation: Generation, piece: Piece): Step {
  const { completionTokens, reasoningTokens } = piece
  return {
    ...data(chunkBody(generation, piece.delta), "chunk"),
    generated: { completionTokens, reasoningTokens },
  }
}

function data(body: unknown, after?: "first-token" | "chunk"): Step & { kind: "send" } {
  return { kind: "send", text: `data: ${JSON.stringify(body)}\n\n`, ...(after ? { after } : {}) }
}
