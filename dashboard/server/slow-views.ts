// A view that took long is given again for a while: several tabs, and a page that asks anew as calls come in, cost what
// one look costs.

/** Below that a view is read anew each time. */
const SLOW_MS = 150

/** For so many times as long as it took. */
const TIMES = 5

/** Views, each with its filters. */
const MOST = 50

export interface SlowViews {
  /** @param key Says all that the answer depends on, but for time. */
  once: <T>(key: string, read: () => Promise<T>) => Promise<T>
}

interface Kept {
  answer: Promise<unknown>
  /** undefined while it is read. */
  until: number | undefined
}

export function keepSlowViews(now: () => number, slowMs = SLOW_MS): SlowViews {
  const kept = new Map<string, Kept>()
  return {
    once: <T>(key: string, read: () => Promise<T>) => {
      const known = kept.get(key)
      if (known && (known.until === undefined || known.until > now())) return known.answer as Promise<T>
      const began = now()
      const answer = read()
      const entry: Kept = { answer, until: undefined }
      kept.delete(key)
      kept.set(key, entry)
      for (const oldest of [...kept.keys()].slice(0, -MOST)) kept.delete(oldest)
      const end = (isGood: boolean) => {
        const took = now() - began
        entry.until = isGood && took > slowMs ? now() + TIMES * took : 0
        // What is given once alone need not be held.
        if (entry.until === 0 && kept.get(key) === entry) kept.delete(key)
      }
      answer.then(
        () => end(true),
        () => end(false),
      )
      return answer
    },
  }
}
