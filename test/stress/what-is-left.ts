// What calls leave behind in a process: timers that wait, and streams, readers and signals that nothing lets go of.
import { heapStats } from "bun:jsc"

export interface TimerWatch {
  /** Delays of the timers that wait now, the shortest first. */
  waiting: () => number[]
  /** Does at once what waits for so long or longer, as if its time had come. */
  runFrom: (ms: number) => void
  stop: () => void
}

export function watchTimers(): TimerWatch {
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const timers = new Map<unknown, { ms: number; run: () => void }>()
  const watched = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const run = () => {
      timers.delete(timer)
      callback(...args)
    }
    const timer = set(run, ms)
    timers.set(timer, { ms, run })
    return timer
  }
  const cleared = (timer: Parameters<typeof clear>[0]) => {
    timers.delete(timer)
    clear(timer)
  }
  globalThis.setTimeout = Object.assign(watched, set) as typeof set
  globalThis.clearTimeout = cleared as typeof clear
  return {
    waiting: () => [...timers.values()].map(({ ms }) => ms).toSorted((one, other) => one - other),
    runFrom: (least) => {
      for (const [timer, { ms, run }] of [...timers]) {
        if (ms < least) continue
        clear(timer as Parameters<typeof clear>[0])
        run()
      }
    },
    stop: () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }),
  }
}

const KINDS = ["ReadableStream", "ReadableStreamDefaultReader", "AbortController", "AbortSignal", "Response"]

/** How many of each kind live after a collection. */
export function livingObjects(): Record<string, number> {
  Bun.gc(true)
  const { objectTypeCounts: counts } = heapStats()
  return Object.fromEntries(KINDS.map((kind) => [kind, counts[kind] ?? 0]))
}
