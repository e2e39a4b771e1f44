// Which ends of calls are failures that a person did not cause, and which failed rows are only tries of a call that went
// on. Pure.
import type { Call } from "./ledger.ts"

/** What a person stopped, or only a person can mend; of the last three nobody saw the end. */
const NOT_FAILED = new Set([
  "ok",
  "aborted",
  "context-overflow", // the prompt is too long
  "out-of-credit",
  "key-budget",
  "bad-key",
  "MessageAbortedError", // "aborted" of another provider
  "killed",
  "unknown",
])

/** @param outcome null while the call runs. */
export function isFailure(outcome: string | null): boolean {
  return outcome !== null && !NOT_FAILED.has(outcome)
}

/**
 * Whether such a row is none of a person's calls: the tie-break, without which the call goes on, or a try that failed
 * but may be billed, which keeps a row of its own beside that of the call it was made for.
 * @param others Rows of the same time; the call is among those that took more than one try.
 */
export function isTry(row: Call, others: readonly Call[]): boolean {
  if (row.cause === "tie-break") return true
  if (row.timeToFirstTokenMs !== null) return false
  const isHedge = row.signals.some((signal) => signal.startsWith("hedge: "))
  return others.some(
    (other) =>
      isOfSameTurn(row, other) &&
      other.attempts > 1 &&
      other.attempts >= row.attempts &&
      (isLater(other, row) || (isHedge && other.outcome === "ok")),
  )
}

function isOfSameTurn(one: Call, other: Call): boolean {
  return (
    one.id !== other.id &&
    one.turn === other.turn &&
    one.session === other.session &&
    one.agent === other.agent
  )
}

function isLater(one: Call, other: Call): boolean {
  const apart = one.startedAt.getTime() - other.startedAt.getTime()
  return apart > 0 || (apart === 0 && one.attempts > other.attempts)
}
