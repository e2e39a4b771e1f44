// Brings what was written from SQLite's write-ahead log into the database beside the calls: it waits for the disk, some
// milliseconds that no call should be held up by.
import type { Database } from "bun:sqlite"
import { open } from "node:fs/promises"

/** Some 15 pages each: about what SQLite itself lets the log grow to. */
const WRITES = 64
/** Until then the call whose write it was is on its way. */
const LATER_MS = 100

/** @param path The database's file. */
export function checkpointLater(
  database: Pick<Database, "run">,
  path: string,
): {
  noteWrite: () => void
  stop: () => void
} {
  let writes = 0
  let later: Timer | undefined
  const run = async () => {
    writes = 0
    try {
      // Most of the wait, off this thread: the log that the checkpoint begins with syncing is on the disk by then.
      await sync(`${path}-wal`)
      database.run("PRAGMA wal_checkpoint(PASSIVE)") // waits for no other process
    } catch {
      // All is in the log, and stays there for the next one.
    }
    later = undefined
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

/** Nobody locks this file, so that closing it lets go of no lock (SQLite's are on the two beside it). */
async function sync(file: string): Promise<void> {
  await using handle = await open(file, "r+")
  await handle.datasync()
}
