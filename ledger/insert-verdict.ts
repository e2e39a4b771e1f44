// A verdict's row, without what is secret in it, and what became of the call later.
import { verdictValues } from "./call-rows.ts"
import { cleanName, cleanText } from "./clean-name.ts"
import { addTallies } from "./metrics/tally.ts"
import { tallyVerdict } from "./metrics/tally-verdict.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Work } from "./store/store.ts"
import type { OutcomeNote, VerdictRow } from "./verdict-row.ts"
import { nextSequence } from "./write-call.ts"

/** A subject is for recognising what was judged, not for keeping it. */
const SUBJECT_CHARACTERS = 500

export function clean(subject: string): string {
  return cleanText(subject).slice(0, SUBJECT_CHARACTERS)
}

/** What of a verdict may be kept. */
export function cleanVerdict(verdict: VerdictRow): VerdictRow {
  return {
    ...verdict,
    project: cleanName(verdict.project),
    session: cleanName(verdict.session),
    rootSession: cleanName(verdict.rootSession),
    agent: cleanName(verdict.agent),
    tool: cleanName(verdict.tool),
    subject: verdict.subject && clean(verdict.subject),
    reason: verdict.reason && cleanText(verdict.reason),
    ...(verdict.evidence === undefined ? {} : { evidence: clean(verdict.evidence) }),
    ...(verdict.call === undefined ? {} : { call: cleanName(verdict.call) }),
  }
}

export function* insertVerdict(verdict: VerdictRow): Work<void> {
  const kept = cleanVerdict(verdict)
  yield* insertRow("verdicts", { ...verdictValues(kept), sequence: yield* nextSequence() })
  yield* addTallies(tallyVerdict(kept))
}

/** The first word on a call stands. Ids of calls are the model's own and may come again, so the newest is meant. */
export function* updateOutcomes(notes: readonly OutcomeNote[]): Work<void> {
  for (const { session, call, outcome, exitCode } of notes)
    yield* query(
      `UPDATE verdicts SET outcome = $3, exit_code = $4 WHERE sequence IN (
         SELECT sequence FROM verdicts WHERE session = $1 AND call_id = $2 ORDER BY sequence DESC LIMIT 1
       ) AND outcome IS NULL`,
      [session, call, outcome, exitCode ?? null],
    )
}
