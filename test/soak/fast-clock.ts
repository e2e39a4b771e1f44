// A clock that runs so many times as fast as the real one: what reads the date lives through a day in minutes. Timers,
// and so how long an upstream may be silent, stay real, since a connection is no faster in a faster day.

export interface FastClock {
  /** Epoch milliseconds. */
  now: () => number
  /** How many of its milliseconds have gone by since the day began. */
  elapsed: () => number
  /** The day begins now, and not at the clock's start. */
  begin: () => void
  factor: number
  /** What another process needs to have the same time. */
  given: ClockGiven
}

export interface ClockGiven {
  factor: number
  /** What it shows at the start, epoch milliseconds. */
  from: number
  /** The real time then. */
  startedAt: number
}

const RealDate = globalThis.Date

export function fastClock(given: ClockGiven): FastClock {
  const { factor, from, startedAt } = given
  const now = () => from + Math.round((RealDate.now() - startedAt) * factor)
  let begun = from
  const begin = () => {
    begun = now()
  }
  return { now, elapsed: () => now() - begun, begin, factor, given }
}

/** Lets all of this process read the time from there. @returns what puts the real clock back. */
export function wearClock({ now }: FastClock): () => void {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, words, newTarget) =>
      Reflect.construct(target, words.length > 0 ? words : [now()], newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  })
  return () => {
    globalThis.Date = RealDate
  }
}

export function realNow(): number {
  return RealDate.now()
}
