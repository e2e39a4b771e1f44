// Work that goes on beside the calls, shared by the copies of the package in a process: it keeps nobody waiting, and
// what has not ended when OpenCode ends is hurried.
import { runtimeSlot } from "../config/index.ts"

/** Long enough for a write that failed to be tried again; OpenCode waits for it at its end. */
const FINISH_MS = 2_000

/** Runs until its first wait at once. A failure is the work's own to tell. */
export function inBackground(work: () => Promise<void>): void {
  const { pending } = runtimeSlot().background
  const kept: Promise<void> = work()
    .catch(() => {})
    .finally(() => pending.delete(kept))
  pending.add(kept)
}

/** A wait that keeps no process alive, and that the end of OpenCode cuts short. */
export async function pauseInBackground(ms: number): Promise<void> {
  const { background } = runtimeSlot()
  if (background.ending > 0) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  timer.unref()
  background.pauses.add(resolve)
  await promise
  clearTimeout(timer)
  background.pauses.delete(resolve)
}

/** For the end of an instance: no more pauses, and all of the work awaited, yet not for long. Never rejects. */
export async function finishBackground(withinMs = FINISH_MS): Promise<void> {
  const { background } = runtimeSlot()
  const { promise: deadline, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, withinMs)
  background.ending++
  for (const resume of background.pauses) resume()
  await Promise.race([allDone(), deadline])
  background.ending--
  clearTimeout(timer)
}

async function allDone(): Promise<void> {
  const { pending } = runtimeSlot().background
  while (pending.size > 0) await Promise.all(pending)
}
