// Brings what was written from SQLite's write-ahead log into the database beside the calls: it waits for the disk, some
// milliseconds that no call should be held up by.
import type { Database } from "bun:sqlite"

/** Some 15 pages each: about what SQLite itself lets the log grow to. */
const WRITES = 64
/** Until then the call whose write it was is on its way. */
const LATER_MS = 100

export function checkpointLater(database: Pick<Database, "run">): {
  noteWrite: () => void
  stop: () => void
} {
  let writes = 0
  let later: Timer | undefined
  const run = () => {
    later = undefined
    writes = 0
    try {
      database.run("PRAGMA wal_checkpoint(PASSIVE)") // waits for no other process
    } catch {
      // All is in the log, and stays there for the next one.
    }
  }
  return {
    noteWrite: () => {
      writes++
      if (writes < WRITES || later) return
      later = setTimeout(run, LATER_MS)
      later.unref()
    },
    stop: () => clearTimeout(later),
  }
}
