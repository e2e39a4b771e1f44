// The end of an answer that broke off: who failed is noted, and the person reads why.
import { atUpstream, type Failure, isUpstreamBudget } from "./failure.ts"
import type { Health } from "./health.ts"
import type { Answered } from "./or-refuse.ts"
import * as refuse from "./refuse.ts"
import type { Caller } from "./shake-hands.ts"
import { askedOf } from "./who-answered.ts"

/** A limit at OpenRouter that broke it stopped the run like any budget. @returns the sentence. */
export function brokenOff(
  cause: Failure,
  answered: Answered,
  { caller, health }: { caller: Caller; health: Health },
): Error {
  const { candidate, opened } = answered
  const { upstream } = candidate.model
  const failure = upstream ? atUpstream(cause, upstream.name) : cause
  const { provider = failure.provider } = opened.answeredBy
  health.noteFailure(askedOf(answered), { ...failure, ...(provider ? { provider, begun: true } : {}) })
  const { agent, instance } = caller
  if (isUpstreamBudget(failure) && agent !== "title") instance.outcome.budgetStopped = true
  return refuse.cutOff(candidate.model.id, failure)
}
