// Passes an answer's parts through untouched and says once how it ended: finished, cut off, or aborted.
import type {
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
} from "@ai-sdk/provider"
import type { Opened } from "./attempt.ts"
import { type Failure, failureOf, overlong } from "./failure.ts"
import { readFailure } from "./read-failure.ts"
import { StreamBreak } from "./read-parts.ts"
import { WaitLimit } from "./wait-limit.ts"

type FinishPart = Extract<LanguageModelV3StreamPart, { type: "finish" }>

/** What had arrived by the end, in UTF-8. */
export interface StreamedBytes {
  /** Text, and arguments of tools. */
  text: number
  reasoning: number
}

export type StreamEnd =
  | { kind: "finished"; part: FinishPart; streamed: StreamedBytes }
  /** `charged` is false where OpenRouter itself said that it broke off: it takes no money for that. */
  | { kind: "cut-off"; failure: Failure; charged: boolean; streamed: StreamedBytes }
  | { kind: "aborted"; streamed: StreamedBytes }

export interface SettleDeps {
  /** @returns nano-dollars that the call really cost. Must not throw. */
  settle: (end: StreamEnd) => Promise<bigint>
  /** The error that ends a cut-off answer for the person; told why it broke off. */
  cutOff: (failure: Failure) => Error
  /** Whether OpenCode may ask on after an answer that was cut; asked only where no thought or tool call is half. */
  goesOn: (failure: Failure) => boolean
  /** The caller's. */
  signal: AbortSignal | undefined
  /** How long nothing may come. */
  idleMs: number
  /** When the whole call has taken too long, in epoch milliseconds. */
  endsAt: number
  now: () => number
  /** The answer is generated, and billed, to its end whoever leaves: reading on costs nothing, and tells the cost. */
  readOn: boolean
}

type Controller = ReadableStreamDefaultController<LanguageModelV3StreamPart>

export function settleStream(opened: Opened, deps: SettleDeps): ReadableStream<LanguageModelV3StreamPart> {
  const reader = new SettlingReader(opened, deps)
  return new ReadableStream<LanguageModelV3StreamPart>({
    start: (controller) => reader.start(controller),
    pull: (controller) => reader.pull(controller),
    cancel: () => reader.cancel(),
  })
}

/** As an answer that broke off ends; nothing goes on after it. */
const BROKEN_OFF: LanguageModelV3FinishReason = { unified: "error", raw: "cut-off" }

/** As one ends that is gone on with: OpenCode asks again with what there is of it. */
const GOES_ON: LanguageModelV3FinishReason = { unified: "tool-calls", raw: "cut-off" }

/** The answer did not come to its own end. */
export function isBroken({ raw }: LanguageModelV3FinishReason): boolean {
  return raw === "cut-off"
}

const NOT_COUNTED: LanguageModelV3Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}

/** Longer than any answer takes. */
const READ_ON_MS = 15 * 60_000

interface Read {
  part: LanguageModelV3StreamPart | undefined
  /** Why there is no part, where it is not just the end. */
  error?: unknown
}

class SettlingReader {
  private readonly head: LanguageModelV3StreamPart[]
  private readonly streamed: StreamedBytes = { text: 0, reasoning: 0 }
  private toolCalled = false
  /** Ids of texts that were begun and not ended. */
  private readonly texts = new Set<string>()
  /** And of what is of no use without its end: thoughts, which are signed there, and arguments of tools. */
  private readonly half = new Set<string>()
  private ended = false
  private left = false
  private readingOn = false
  private reading: Promise<Read> | undefined
  private leaving: (() => void) | undefined
  private readonly waits = new WaitLimit()

  constructor(
    private readonly opened: Opened,
    private readonly deps: SettleDeps,
  ) {
    this.head = [...opened.head]
  }

  start(controller: Controller): void {
    const { readOn, signal } = this.deps
    if (!readOn || !signal) return
    const leave = () => void this.leave(() => controller.error(signal.reason))
    if (signal.aborted) leave()
    else signal.addEventListener("abort", leave, { once: true })
    this.leaving = leave
    // Only now: in Bun 1.3 a signal of AbortSignal.timeout that loses its last listener never aborts any more.
    this.opened.letGo()
  }

  async pull(controller: Controller): Promise<void> {
    const { part, error } = await this.read()
    if (this.left) return this.putBack(part)
    if (!part) return this.end(controller, error ?? endless())
    if (part.type === "error") return this.end(controller, part.error)
    if (part.type === "finish") return this.finish(controller, part)
    this.note(part)
    controller.enqueue(part)
  }

  async cancel(): Promise<void> {
    if (this.deps.readOn) return this.leave(() => {})
    this.opened.abort()
    await this.settleOnce({ kind: "aborted", streamed: this.streamed })
  }

  /** The caller gets no more; what is still to come is read for its bill alone. */
  private async leave(tellCaller: () => void): Promise<void> {
    if (this.ended) return
    this.left = true
    await this.settleOnce({ kind: "aborted", streamed: { ...this.streamed } })
    tellCaller()
    void this.readToEnd()
  }

  /** What came between the caller's leave and the reading on for the bill may be the bill. */
  private putBack(part: LanguageModelV3StreamPart | undefined): void {
    if (part && !this.readingOn) this.head.unshift(part)
  }

  /** What breaks off now stays at its estimate. */
  private async readToEnd(): Promise<void> {
    this.readingOn = true
    const limit = setTimeout(this.opened.abort, READ_ON_MS)
    limit.unref()
    for (;;) {
      const { part } = await this.read()
      if (part?.type === "finish") await this.deps.settle({ kind: "finished", part, streamed: this.streamed })
      if (!part || part.type === "error" || part.type === "finish") break
      this.note(part)
    }
    clearTimeout(limit)
    this.waits.stop()
  }

  /** The next part, the same for all who wait for it. */
  private read(): Promise<Read> {
    this.reading ??= this.readNext().finally(() => {
      this.reading = undefined
    })
    return this.reading
  }

  private async readNext(): Promise<Read> {
    const waiting = this.head.shift()
    if (waiting) return { part: waiting }
    const { idleMs, endsAt, now } = this.deps
    const leftMs = this.readingOn ? Number.POSITIVE_INFINITY : endsAt - now()
    const tooLong = () => (leftMs < idleMs ? new StreamBreak(overlong) : silence())
    try {
      const next = this.opened.rest.read()
      const { value } = await this.waits.within(next, Math.min(idleMs, leftMs), tooLong)
      return { part: value }
    } catch (error) {
      return { part: undefined, error }
    }
  }

  private async finish(controller: Controller, part: FinishPart): Promise<void> {
    const nano = await this.settleOnce({ kind: "finished", part, streamed: this.streamed })
    controller.enqueue({
      ...part,
      finishReason: knownReason(part.finishReason, this.toolCalled),
      providerMetadata: { ...part.providerMetadata, ...costShown(nano) },
    })
    controller.close()
  }

  private async end(controller: Controller, error: unknown): Promise<void> {
    const { streamed } = this
    if (this.deps.signal?.aborted) {
      await this.settleOnce({ kind: "aborted", streamed })
      return controller.error(error)
    }
    const cause = readFailure(error, { aborted: false, now: this.deps.now() })
    const failure = { ...cause, kind: "cut-off" as const, billable: true }
    this.opened.abort() // what is not read any more need not be generated
    const nano = await this.settleOnce({ kind: "cut-off", failure, charged: cause.billable, streamed })
    const sentence = this.deps.cutOff(cause)
    const goesOn = this.half.size === 0 && this.deps.goesOn(cause)
    if (goesOn) for (const id of this.texts) controller.enqueue({ type: "text-end", id })
    else controller.enqueue({ type: "error", error: sentence })
    const finish = { usage: NOT_COUNTED, providerMetadata: costShown(nano) }
    controller.enqueue({ type: "finish", finishReason: goesOn ? GOES_ON : BROKEN_OFF, ...finish })
    controller.close()
  }

  private async settleOnce(end: StreamEnd): Promise<bigint> {
    if (this.ended) return 0n
    this.ended = true
    this.untie()
    return this.deps.settle(end)
  }

  /** A caller makes all calls of a turn with one signal, and would keep what each of them hung on it. */
  private untie(): void {
    this.opened.letGo()
    this.waits.stop()
    if (this.leaving) this.deps.signal?.removeEventListener("abort", this.leaving)
  }

  private note(part: LanguageModelV3StreamPart): void {
    if ("delta" in part)
      this.streamed[part.type === "reasoning-delta" ? "reasoning" : "text"] += Buffer.byteLength(part.delta)
    if (part.type === "tool-call") this.toolCalled = true
    if (part.type === "text-start") this.texts.add(part.id)
    if (part.type === "text-end") this.texts.delete(part.id)
    if (part.type === "reasoning-start" || part.type === "tool-input-start") this.half.add(part.id)
    if (part.type === "reasoning-end" || part.type === "tool-input-end") this.half.delete(part.id)
  }
}

/** OpenCode 1.18 shows tokens x list price except for this field, in 1e-11 USD (facts/opencode.md section 2). */
function costShown(nano: bigint): { copilot: { totalNanoAiu: number } } {
  return { copilot: { totalNanoAiu: Number(nano) * 100 } }
}

function endless(): StreamBreak {
  return new StreamBreak(failureOf("cut-off", "the stream ended without a finish", { billable: true }))
}

function silence(): StreamBreak {
  return new StreamBreak(failureOf("timeout", "nothing came for too long", { billable: true }))
}

/** OpenCode's loop only ends on a reason it knows; `other` would make it ask again without end. */
function knownReason(reason: LanguageModelV3FinishReason, toolCalled: boolean): LanguageModelV3FinishReason {
  if (reason.unified !== "other") return reason
  return { unified: toolCalled ? "tool-calls" : "stop", raw: reason.raw }
}
