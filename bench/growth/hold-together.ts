// So many processes at once that hold and settle money in one ledger, each beside plain transactions of the same store.
import { join } from "node:path"
import type { Measured } from "../hold-and-settle-worker.ts"

export interface Together extends Measured {
  /** Processes that gave up, since others had the file for longer than a writer waits. */
  failed: number
}

export interface Work {
  processes: number
  /** Of hold and settle, by each process. */
  pairs: number
  /** Between two pairs, as a model's answer is. */
  pauseMs?: number
}

export async function holdTogether(
  address: string,
  { processes, pairs, pauseMs = 0 }: Work,
): Promise<Together> {
  const words = ["bun", join(import.meta.dir, "..", "hold-and-settle-worker.ts"), address]
  const one = () => measured([...words, String(pairs), String(pauseMs)])
  const all = await Promise.all(Array.from({ length: processes }, one))
  const made = all.filter((each) => each !== undefined)
  return {
    ledgerMs: made.flatMap(({ ledgerMs }) => ledgerMs),
    plainMs: made.flatMap(({ plainMs }) => plainMs),
    failed: all.length - made.length,
  }
}

async function measured(words: string[]): Promise<Measured | undefined> {
  const worker = Bun.spawn(words, { stdout: "pipe", stderr: "pipe" })
  const [text, error] = await Promise.all([worker.stdout.text(), worker.stderr.text()])
  if ((await worker.exited) === 0) return JSON.parse(text) as Measured
  if (error.includes("database is locked")) return undefined
  throw new Error(error)
}
