// Work that is asked for more often than it can be done.

/** Of a time that was worked, so much is rested: a ledger that is slow to read is read a quarter of the time at most. */
const REST = 3

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
  return new Promise((resolve) => setTimeout(resolve, workedMs * REST))
}
