// Tries the decision's candidates in order, each only once its money is held, until one begins to answer.
import type { HoldOutcome } from "../ledger/index.ts"
import type { AttemptOutcome, Opened } from "./attempt.ts"
import type { Candidate } from "./decide.ts"
import { endsTheCall, type Failure, isUpstreamBudget } from "./read-failure.ts"

export type OverBudget = Extract<HoldOutcome, { kind: "over-budget" }>
export type TooManyCalls = Extract<HoldOutcome, { kind: "too-many-calls" }>

export interface FailedTry {
  modelId: string
  failure: Failure
}

export type Answer =
  | {
      kind: "answered"
      opened: Opened
      candidate: Candidate
      callId: string
      tries: FailedTry[]
      degraded: OverBudget | undefined
    }
  | { kind: "over-budget"; refused: OverBudget; tries: FailedTry[] }
  /** A limit at OpenRouter itself, and nothing free took its place. */
  | { kind: "upstream-budget"; refused: FailedTry; tries: FailedTry[] }
  | { kind: "too-many-calls"; refused: TooManyCalls; tries: FailedTry[] }
  | { kind: "no-ledger"; reason: string; tries: FailedTry[] }
  | { kind: "failed"; tries: FailedTry[] }

export type AskedToHold =
  /** With less output than `minOutputTokens` the call is not worth making. */
  | { kind: "asked"; id: string; outcome: HoldOutcome; minOutputTokens: number }
  /** A budget is set, and the ledger can not say what is left of it. */
  | { kind: "closed"; reason: string }

export interface FallbackDeps {
  candidates: Candidate[]
  /** What goes on at a limit: free models, or nothing. */
  free: Candidate[]
  hold: (candidate: Candidate, previous: string | undefined) => Promise<AskedToHold>
  attempt: (candidate: Candidate, maxOutputTokens: number, callId: string) => Promise<AttemptOutcome>
  /** Ends the row of a try that failed for good. */
  close: (
    callId: string,
    candidate: Candidate,
    tried: FailedTry,
    generationId: string | null,
  ) => Promise<void>
  sleep: (ms: number) => Promise<void>
}

/** Upstream calls for one model call; more only makes the person wait. */
const MAX_TRIES = 6
const PAUSE_MS = { least: 500, most: 5_000 }

interface Progress {
  queue: Candidate[]
  tries: FailedTry[]
  refused: OverBudget | undefined
  /** The row of the last failed try, while its hold can be moved to the next model. */
  open: { id: string; candidate: Candidate; generationId: string | null } | undefined
}

export async function callWithFallback(deps: FallbackDeps): Promise<Answer> {
  const progress: Progress = { queue: deps.candidates, tries: [], refused: undefined, open: undefined }
  while (progress.queue.length > 0 && progress.tries.length < MAX_TRIES) {
    const answer = await tryNext(progress, deps)
    if (answer) return answer
  }
  await closeOpen(progress, deps)
  const { tries, refused } = progress
  const upstream = tries.find(({ failure }) => isUpstreamBudget(failure))
  if (upstream) return { kind: "upstream-budget", refused: upstream, tries }
  if (refused && !tries.some(({ failure }) => endsTheCall(failure))) {
    return { kind: "over-budget", refused, tries }
  }
  return { kind: "failed", tries }
}

async function tryNext(progress: Progress, deps: FallbackDeps): Promise<Answer | undefined> {
  const [candidate, ...others] = progress.queue
  if (!candidate) return undefined
  await pauseBeforeSameModel(progress, candidate, deps)
  const held = await deps.hold(candidate, progress.open?.id)
  if (held.kind === "closed") {
    await closeOpen(progress, deps)
    return { kind: "no-ledger", reason: held.reason, tries: progress.tries }
  }
  const { id, outcome } = held
  if (outcome.kind === "too-many-calls")
    return { kind: "too-many-calls", refused: outcome, tries: progress.tries }
  if (outcome.kind === "over-budget") {
    progress.refused ??= outcome
    progress.queue = cheaperThan(candidate, [...others, ...deps.free])
    return undefined
  }
  const tried = await deps.attempt(candidate, outcome.maxOutputTokens, id)
  if (tried.kind === "open") {
    const { tries, refused } = progress
    return { kind: "answered", opened: tried, candidate, callId: id, tries, degraded: refused }
  }
  progress.tries.push({ modelId: candidate.model.id, failure: tried.failure })
  progress.open = { id, candidate, generationId: tried.generationId }
  if (tried.failure.billable) await closeOpen(progress, deps)
  progress.queue = whoIsNext(tried.failure, candidate, others, { ...deps, ...held })
  return undefined
}

function whoIsNext(
  failure: Failure,
  candidate: Candidate,
  others: Candidate[],
  { free, minOutputTokens }: { free: Candidate[]; minOutputTokens: number },
): Candidate[] {
  if (!isUpstreamBudget(failure)) return endsTheCall(failure) ? [] : others
  const { affordableTokens: most } = failure
  if (most === undefined) return free
  const isWorthIt = candidate.maxOutputTokens === undefined && most >= minOutputTokens
  const again = isWorthIt ? [{ ...candidate, maxOutputTokens: most }] : []
  // What is left of the credit may still do for a cheaper model.
  return [...again, ...cheaperThan(candidate, others), ...free]
}

async function closeOpen(progress: Progress, deps: FallbackDeps): Promise<void> {
  const last = progress.tries.at(-1)
  if (progress.open && last) {
    await deps.close(progress.open.id, progress.open.candidate, last, progress.open.generationId)
  }
  progress.open = undefined
}

/** What may still be affordable: the candidates whose tokens cost less than the refused one's. */
function cheaperThan(refused: Candidate, others: Candidate[]): Candidate[] {
  const bound = refused.model.price
  return others.filter(
    ({ model: { price } }) =>
      price.outputNanoPerMillion <= bound.outputNanoPerMillion &&
      price.inputNanoPerMillion <= bound.inputNanoPerMillion &&
      price.outputNanoPerMillion + price.inputNanoPerMillion <
        bound.outputNanoPerMillion + bound.inputNanoPerMillion,
  )
}

async function pauseBeforeSameModel(
  { tries }: Progress,
  candidate: Candidate,
  deps: FallbackDeps,
): Promise<void> {
  const last = tries.at(-1)
  if (!last || last.modelId !== candidate.model.id || isUpstreamBudget(last.failure)) return
  const asked = last.failure.retryAfterMs ?? PAUSE_MS.least
  await deps.sleep(Math.min(Math.max(asked, PAUSE_MS.least), PAUSE_MS.most))
}
