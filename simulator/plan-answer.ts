// A generation to the steps that put it on the wire, with its fault among them. Nothing is sent here.
import { chunkBody, completionBody, errorBody, usageChunkBody } from "./completion-body.ts"
import type { FaultEffect, Moment } from "./fault.ts"
import type { Generated, Generation, Outcome } from "./generation.ts"
import type { Piece } from "./split-reply.ts"

/** With a number, so many tokens of reasoning in secret. */
export type Wait = "first-token" | "chunk" | number

export type Step =
  | {
      kind: "send"
      text: string
      /** What to wait for before it is sent. */
      after?: Wait
      generated?: Generated
      /** With this the generation is over and billed. */
      ends?: Outcome
    }
  | { kind: "hang" | "cut" | "pause"; reached: () => void | Promise<void> }

const PROCESSING = ": OPENROUTER PROCESSING\n\n"

export function planStream(generation: Generation): Step[] {
  const { fault, reply } = generation
  const opening: Step[] = [{ kind: "send", text: PROCESSING }]
  const breaks = breakOf(fault, reply.pieces.length)
  if (breaks?.whole) return [...opening, ...breakdown(generation, [])]
  const pieces = breaks ? reply.pieces.slice(0, breaks.pieces) : reply.pieces
  const content = contentSteps(generation, pieces, breaks !== undefined)
  if (breaks) return [...opening, ...content, ...breakdown(generation, pieces)]
  const broken: Step = { kind: "send", text: 'data: {"id":"gen-\n\n' }
  if (fault?.kind === "malformed-chunk")
    content.splice(1 + piecesBefore(fault.at ?? "middle", pieces.length), 0, broken)
  if (fault?.kind === "pause") content.splice(...pauseAmong(pieces, fault))
  return [...opening, ...content, ...closing(generation)]
}

/** The answer in one piece; a fault in the midst of it comes after half of the bytes. */
export function planWhole(generation: Generation): Step[] {
  const { fault, reply } = generation
  if (fault?.kind === "stream-error")
    return [{ kind: "send", text: JSON.stringify(errorBody(generation)), ends: "failed" }]
  const text = JSON.stringify(completionBody(generation))
  const firstHalf: Step = { kind: "send", text: text.slice(0, text.length / 2), after: "first-token" }
  if (fault?.kind === "malformed-chunk") return [{ ...firstHalf, ends: "complete" }]
  const breaks = breakOf(fault, reply.pieces.length)
  if (breaks) return breaks.whole ? breakdown(generation, []) : [firstHalf, ...breakdown(generation, [])]
  return [{ kind: "send", text, after: "first-token", generated: reply, ends: "complete" }]
}

/** After how many pieces the answer breaks; `whole`, before even its first chunk. */
function breakOf(
  fault: FaultEffect | undefined,
  pieces: number,
): { pieces: number; whole: boolean } | undefined {
  if (!fault || !("at" in fault) || fault.at === undefined || fault.at === "headers") return undefined
  if (fault.kind === "pause" || fault.kind === "malformed-chunk") return undefined
  return { pieces: piecesBefore(fault.at, pieces), whole: fault.at === "start" }
}

function piecesBefore(moment: Moment, pieces: number): number {
  if (moment === "start") return 0
  return moment === "middle" ? half(pieces) : Math.floor(pieces * moment)
}

function half(pieces: number): number {
  return Math.ceil(pieces / 2)
}

/** The chunk with the role comes once the model has done with reasoning in secret. */
function contentSteps(generation: Generation, pieces: Piece[], broken: boolean): Step[] {
  const hidden = pieces.filter(({ delta }) => delta === null)
  const tokensEach = (hidden.at(-1)?.reasoningTokens ?? 0) / hidden.length
  const shown = pieces.slice(hidden.length)
  const role = data(chunkBody(generation, { role: "assistant", content: "" }), "first-token")
  const opened = broken && hidden.length > 0 && shown.length === 0 ? [] : [role]
  return [
    ...hidden.map((piece) => pieceStep(piece, { kind: "send", text: PROCESSING, after: tokensEach })),
    ...opened,
    ...shown.map((piece) => pieceStep(piece, data(chunkBody(generation, piece.delta ?? {}), "chunk"))),
  ]
}

/** What `splice` takes. */
function pauseAmong(pieces: Piece[], { at, reached }: FaultEffect & { kind: "pause" }): [number, 0, Step] {
  const sent = pieces.slice(0, piecesBefore(at, pieces.length))
  const afterRole = sent.at(-1)?.delta ? 1 : 0
  return [sent.length + afterRole, 0, { kind: "pause", reached: () => reached(bytesOf(sent)) }]
}

function bytesOf(pieces: Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.bytes, 0)
}

function breakdown({ fault, ...generation }: Generation, sent: Piece[]): Step[] {
  if (fault?.kind === "stream-error")
    return [{ ...data(errorBody({ fault, ...generation })), ends: "failed" }]
  if (fault?.kind === "close") return [{ kind: "send", text: "", ends: "aborted" }]
  if (fault?.kind !== "hang" && fault?.kind !== "cut") return []
  return [{ kind: fault.kind, reached: () => fault.reached?.(bytesOf(sent)) }]
}

function closing(generation: Generation): Step[] {
  const { finish } = generation.reply
  return [
    data(chunkBody(generation, { role: "assistant", content: "" }, finish)),
    { ...data(usageChunkBody(generation)), ends: "complete" },
    { kind: "send", text: "data: [DONE]\n\n" },
  ]
}

function pieceStep({ completionTokens, reasoningTokens }: Piece, step: Step & { kind: "send" }): Step {
  return { ...step, generated: { completionTokens, reasoningTokens } }
}

function data(body: unknown, after?: Wait): Step & { kind: "send" } {
  return { kind: "send", text: `data: ${JSON.stringify(body)}\n\n`, ...(after ? { after } : {}) }
}
