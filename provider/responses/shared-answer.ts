// One upstream answer that several calls read at once. It goes on as long as one of them is there: the first may leave,
// the last one takes the request with it.
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"

type Part = LanguageModelV3StreamPart
type Stream = ReadableStream<Part>

/** A call's place at the answer. */
export interface Seat<Opened> {
  /** Rejects as the opening does, or with the reason of the call's own signal. */
  opened: Promise<Opened>
  /** To be taken once. */
  stream: () => Stream
  leave: () => void
}

export interface Whole<Opened> {
  opened: Opened
  parts: readonly Part[]
}

interface Sitting {
  gone: PromiseWithResolvers<never>
  hasGone: boolean
}

type End = { kind: "whole" } | { kind: "broke"; error: unknown }

export class SharedAnswer<Opened extends { stream: Stream }> {
  private readonly controller = new AbortController()
  private readonly seats = new Set<Sitting>()
  private readonly parts: Part[] = []
  private readonly opening = Promise.withResolvers<Opened>()
  private stop: ((reason: unknown) => Promise<void>) | undefined
  private ended: End | undefined
  private more = Promise.withResolvers<void>()

  constructor() {
    this.opening.promise.catch(() => {}) // each seat hears of it
  }

  /** Of the upstream request: aborted once nobody is left. */
  get signal(): AbortSignal {
    return this.controller.signal
  }

  get canBeJoined(): boolean {
    return !this.signal.aborted && this.ended?.kind !== "broke"
  }

  /** Asks, and reads to the end. Never rejects. @returns undefined where there is no whole answer. */
  async begin(open: (signal: AbortSignal) => Promise<Opened>): Promise<Whole<Opened> | undefined> {
    try {
      const opened = await open(this.signal)
      const reader = opened.stream.getReader()
      this.stop = (reason) => reader.cancel(reason)
      this.opening.resolve(opened)
      for (;;) {
        const { done, value } = await reader.read()
        if (this.ended) return undefined
        if (done) break
        this.parts.push(value)
        this.tell()
      }
      this.end({ kind: "whole" })
      return { opened, parts: this.parts }
    } catch (error) {
      this.opening.reject(error)
      this.end({ kind: "broke", error })
      return undefined
    }
  }

  join(signal: AbortSignal | undefined): Seat<Opened> {
    const sitting: Sitting = { gone: Promise.withResolvers<never>(), hasGone: false }
    sitting.gone.promise.catch(() => {}) // who has all parts does not wait for it
    this.seats.add(sitting)
    const abort = () => this.leave(sitting, signal?.reason)
    if (signal?.aborted) abort()
    else signal?.addEventListener("abort", abort, { once: true })
    const untie = () => signal?.removeEventListener("abort", abort)
    const opened = Promise.race([this.opening.promise, sitting.gone.promise])
    opened.catch(untie)
    return {
      opened,
      stream: () => this.streamFor(sitting, untie),
      leave: () => {
        untie()
        this.leave(sitting, new DOMException("left", "AbortError"))
      },
    }
  }

  private streamFor(sitting: Sitting, untie: () => void): Stream {
    let at = 0
    return new ReadableStream<Part>({
      pull: async (controller) => {
        while (at >= this.parts.length && !this.ended && !sitting.hasGone)
          await Promise.race([this.more.promise, sitting.gone.promise])
        if (sitting.hasGone) return sitting.gone.promise
        const part = this.parts[at++]
        if (part) return controller.enqueue(part)
        untie()
        if (this.ended?.kind === "broke") return controller.error(this.ended.error)
        controller.close()
      },
      cancel: (reason) => {
        untie()
        return this.cancel(sitting, reason)
      },
    })
  }

  /** The last one hears from upstream that it is over, once that is settled. */
  private leave(sitting: Sitting, reason: unknown): void {
    if (!this.seats.delete(sitting)) return
    if (this.seats.size === 0 && !this.ended) this.controller.abort(reason)
    else {
      sitting.hasGone = true
      sitting.gone.reject(reason)
    }
  }

  private async cancel(sitting: Sitting, reason: unknown): Promise<void> {
    if (!this.seats.delete(sitting) || this.seats.size > 0 || this.ended) return
    this.end({ kind: "broke", error: reason })
    await this.stop?.(reason)
    this.controller.abort(reason)
  }

  private end(end: End): void {
    this.ended ??= end
    this.tell()
  }

  private tell(): void {
    const told = this.more
    this.more = Promise.withResolvers<void>()
    told.resolve()
  }
}
