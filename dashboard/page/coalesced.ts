// Work that is asked for more often than it can be done.

/** So many times as long as was worked is rested, so that a ledger that is slow to read is not read all the time. */
const REST = 3
const MOST_REST_MS = 5_000

/**
 * Asked for while it runs or rests, the work is done once more after that, however often it was asked for: it is never
 * begun twice at once, and never put off by the next one who asks.
 * @param work Must not throw.
 * @param rest Is told how many milliseconds were worked.
 */
export function coalesced(
  work: () => Promise<void>,
  rest: (workedMs: number) => Promise<void> = restAfter,
): () => Promise<void> {
  let [isBusy, isWanted] = [false, false]
  return async () => {
    isWanted = true
    if (isBusy) return
    isBusy = true
    while (isWanted) {
      isWanted = false
      const start = performance.now()
      await work()
      await rest(performance.now() - start)
    }
    isBusy = false
  }
}

function restAfter(workedMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(workedMs * REST, MOST_REST_MS)))
}
