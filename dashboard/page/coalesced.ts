// Work that is asked for more often than it can be done.

/**
 * Asked for while it runs, the work is done once more after that, however often it was asked for: it is never begun twice
 * at once, and never put off by the next one who asks.
 * @param work Must not throw.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let [isRunning, isWanted] = [false, false]
  return async () => {
    isWanted = true
    if (isRunning) return
    isRunning = true
    while (isWanted) {
      isWanted = false
      await work()
    }
    isRunning = false
  }
}
