// A verdict's row, without what is secret in it.
import { verdictValues } from "./call-rows.ts"
import type { VerdictRow } from "./ledger.ts"
import { redact } from "./redact.ts"
import { insertRow } from "./store/insert-row.ts"
import type { Work } from "./store/store.ts"
import { nextSequence } from "./write-call.ts"

/** A subject is for recognising what was judged, not for keeping it. */
const SUBJECT_CHARACTERS = 500

/** What of a verdict may be kept. */
export function cleanVerdict(verdict: VerdictRow): VerdictRow {
  return {
    ...verdict,
    subject: verdict.subject && redact(verdict.subject).slice(0, SUBJECT_CHARACTERS),
    reason: verdict.reason && redact(verdict.reason),
  }
}

export function* insertVerdict(verdict: VerdictRow): Work<void> {
  yield* insertRow("verdicts", { ...verdictValues(cleanVerdict(verdict)), sequence: yield* nextSequence() })
}
