// Passes an answer's parts through untouched and says once how it ended: finished, cut off, or aborted.
import type { LanguageModelV3FinishReason, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import type { Opened } from "./attempt.ts"
import { type Failure, readFailure } from "./read-failure.ts"

type FinishPart = Extract<LanguageModelV3StreamPart, { type: "finish" }>

export type StreamEnd =
  | { kind: "finished"; part: FinishPart }
  /** `outputBytes` is what had arrived by then. */
  | { kind: "cut-off"; failure: Failure; outputBytes: number }
  | { kind: "aborted"; outputBytes: number }

export interface SettleDeps {
  /** @returns nano-dollars that the call really cost. Must not throw. */
  settle: (end: StreamEnd) => Promise<bigint>
  /** The error that ends a cut-off answer for the person. */
  cutOff: (failure: Failure) => Error
  aborted: () => boolean
}

type Controller = ReadableStreamDefaultController<LanguageModelV3StreamPart>

export function settleStream(opened: Opened, deps: SettleDeps): ReadableStream<LanguageModelV3StreamPart> {
  const reader = new SettlingReader(opened, deps)
  return new ReadableStream<LanguageModelV3StreamPart>({
    pull: (controller) => reader.pull(controller),
    cancel: () => reader.cancel(),
  })
}

class SettlingReader {
  private readonly head: LanguageModelV3StreamPart[]
  private outputBytes = 0
  private toolCalled = false
  private ended = false

  constructor(
    private readonly opened: Opened,
    private readonly deps: SettleDeps,
  ) {
    this.head = [...opened.head]
  }

  async pull(controller: Controller): Promise<void> {
    const next = await this.read()
    if (next.kind === "error") return this.end(controller, next.error)
    const { part } = next
    if (!part) return this.end(controller, new Error("the stream ended without a finish"))
    if (part.type === "error") return this.end(controller, part.error)
    if (part.type === "finish") return this.finish(controller, part)
    this.note(part)
    controller.enqueue(part)
  }

  async cancel(): Promise<void> {
    this.opened.abort()
    await this.settleOnce({ kind: "aborted", outputBytes: this.outputBytes })
  }

  private async read(): Promise<
    { kind: "part"; part: LanguageModelV3StreamPart | undefined } | { kind: "error"; error: unknown }
  > {
    const waiting = this.head.shift()
    if (waiting) return { kind: "part", part: waiting }
    try {
      const { value } = await this.opened.rest.read()
      return { kind: "part", part: value }
    } catch (error) {
      return { kind: "error", error }
    }
  }

  private async finish(controller: Controller, part: FinishPart): Promise<void> {
    const nano = await this.settleOnce({ kind: "finished", part })
    controller.enqueue({
      ...part,
      finishReason: knownReason(part.finishReason, this.toolCalled),
      // OpenCode 1.18 shows tokens x list price except for this field, in 1e-11 USD (facts/opencode.md section 2).
      providerMetadata: { ...part.providerMetadata, copilot: { totalNanoAiu: Number(nano) * 100 } },
    })
    controller.close()
  }

  private async end(controller: Controller, error: unknown): Promise<void> {
    const { outputBytes } = this
    if (this.deps.aborted()) {
      await this.settleOnce({ kind: "aborted", outputBytes })
      return controller.error(error)
    }
    const failure = { ...readFailure(error, false), kind: "cut-off" as const, billable: true }
    await this.settleOnce({ kind: "cut-off", failure, outputBytes })
    controller.enqueue({ type: "error", error: this.deps.cutOff(failure) })
    controller.close()
  }

  private async settleOnce(end: StreamEnd): Promise<bigint> {
    if (this.ended) return 0n
    this.ended = true
    return this.deps.settle(end)
  }

  private note(part: LanguageModelV3StreamPart): void {
    if ("delta" in part) this.outputBytes += Buffer.byteLength(part.delta)
    if (part.type === "tool-call") this.toolCalled = true
  }
}

/** OpenCode's loop only ends on a reason it knows; `other` would make it ask again without end. */
function knownReason(reason: LanguageModelV3FinishReason, toolCalled: boolean): LanguageModelV3FinishReason {
  if (reason.unified !== "other") return reason
  return { unified: toolCalled ? "tool-calls" : "stop", raw: reason.raw }
}
