// A hedge: where the first token of a try is late, a second one is made beside it, and the faster one answers.
import type { AttemptOutcome } from "./attempt.ts"

/** A try under way. */
export interface Runner {
  outcome: Promise<AttemptOutcome>
  /** Ends it alone; its outcome then is a failure. */
  stop: () => void
}

export interface HedgeDeps<R extends Runner> {
  /** How long the first has for its first token; undefined is as long as it takes. */
  lateMs: number | undefined
  /** Begins another try; undefined where there is none to be made. */
  second: () => Promise<R | undefined>
  /** Hears of one that failed while the other still runs. */
  failed: (runner: R, outcome: Extract<AttemptOutcome, { kind: "failed" }>) => Promise<void>
  /** Takes the one that was slower, to end it and settle what it cost. */
  left: (runner: R) => void
}

/** @returns the try that opened first, or where none did the one that failed last. */
export async function firstToOpen<R extends Runner>(
  first: R,
  { lateMs, second, failed, left }: HedgeDeps<R>,
): Promise<{ runner: R; outcome: AttemptOutcome }> {
  const alone = async () => ({ runner: first, outcome: await first.outcome })
  if (lateMs === undefined || (await isEarly(first.outcome, lateMs))) return alone()
  const other = await second()
  if (!other) return alone()
  const ended = (runner: R) => runner.outcome.then((outcome) => ({ runner, outcome }))
  const faster = await Promise.race([first, other].map(ended))
  const slower = faster.runner === first ? other : first
  if (faster.outcome.kind === "open") {
    left(slower)
    return faster
  }
  await failed(faster.runner, faster.outcome)
  return ended(slower)
}

async function isEarly(outcome: Promise<unknown>, lateMs: number): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), lateMs)
  try {
    return await Promise.race([outcome.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
