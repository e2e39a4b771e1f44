// An answer, or the sentence that says why there is none.
import { limitSetBy } from "../config/index.ts"
import type { CallRecord } from "./call-record.ts"
import type { Answer } from "./call-with-fallback.ts"
import type { Candidate } from "./decide.ts"
import * as refuse from "./refuse.ts"
import type { Caller } from "./shake-hands.ts"

export type Answered = Extract<Answer, { kind: "answered" }>

export interface Refusal {
  caller: Caller
  record: CallRecord
  first: Candidate
  signal: AbortSignal | undefined
}

/** @throws the refusal, or the caller's own reason where the caller has left. */
export async function orRefuse(
  answer: Answer,
  { caller, record, first, signal }: Refusal,
): Promise<Answered> {
  const { outcome, loaded, environment } = caller.instance
  const { onLimit } = loaded.config.budgets
  const stopped = async (budget: string, error: Error): Promise<never> => {
    if (caller.agent !== "title") outcome.budgetStopped = true // a run goes on without a title
    await record.refused(budget)
    throw error
  }
  switch (answer.kind) {
    case "answered":
      return answer
    case "over-budget": {
      record.watch(first, { refusals: [answer.refused] })
      const setBy = limitSetBy(caller.instance, answer.refused, caller.turn)
      return stopped(answer.refused.scope, refuse.overBudget(answer.refused, onLimit, setBy))
    }
    case "upstream-budget":
      return stopped("openrouter", refuse.upstreamBudget(answer.refused, onLimit))
    case "too-many-calls":
      return stopped(`calls-per-${answer.refused.per}`, refuse.tooManyCalls(answer.refused))
    case "no-ledger":
      throw refuse.noLedger(answer.reason)
    case "failed":
      if (signal?.aborted) throw signal.reason
      throw refuse.givenUp(answer.tries, environment.baseUrl)
  }
}
