// Limits how long one wait after the other may take, with one timer for all of them: a stream has thousands of parts, and
// a timer for each costs more than reading it.

interface Wait {
  /** By `performance.now`. */
  until: number
  giveUp: () => void
}

export class WaitLimit {
  private wait: Wait | undefined
  private timer: { handle: ReturnType<typeof setTimeout>; at: number } | undefined

  /** One wait at a time. @throws what `tooLong` makes, once the work has taken that long. */
  async within<T>(work: Promise<T>, ms: number, tooLong: () => Error): Promise<T> {
    const late = Promise.withResolvers<never>()
    const until = performance.now() + Math.max(0, ms)
    this.wait = { until, giveUp: () => late.reject(tooLong()) }
    if (!this.timer || this.timer.at > until) this.lookAt(until)
    try {
      return await Promise.race([work, late.promise])
    } finally {
      this.wait = undefined
    }
  }

  /** To be called when no more is waited for. */
  stop(): void {
    clearTimeout(this.timer?.handle)
    this.timer = undefined
  }

  private lookAt(at: number): void {
    this.stop()
    this.timer = { handle: setTimeout(() => this.look(), Math.max(0, at - performance.now())), at }
  }

  private look(): void {
    this.timer = undefined
    if (!this.wait) return
    if (performance.now() < this.wait.until) this.lookAt(this.wait.until)
    else this.wait.giveUp()
  }
}
