// Makes a model call try by try, each only once its money is held, until a model begins to answer. What comes next is
// decided by next-step.ts; here it is done.
import type { HoldOutcome } from "../ledger/index.ts"
import type { AttemptOutcome, Opened } from "./attempt.ts"
import type { Candidate } from "./decide.ts"
import { type FailedTry, type Failure, isUpstreamBudget } from "./failure.ts"
import type { Health } from "./health.ts"
import { nextStep, type Tried, type Try } from "./next-step.ts"

export type OverBudget = Extract<HoldOutcome, { kind: "over-budget" }>
export type TooManyCalls = Extract<HoldOutcome, { kind: "too-many-calls" }>

export type Answer =
  | {
      kind: "answered"
      opened: Opened
      candidate: Candidate
      callId: string
      /** The key that was used, by its fingerprint. */
      keyId: string
      tries: Tried[]
      degraded: OverBudget | undefined
    }
  | { kind: "over-budget"; refused: OverBudget; tries: Tried[] }
  /** A limit at OpenRouter itself, and nothing free took its place. */
  | { kind: "upstream-budget"; refused: Tried; tries: Tried[] }
  | { kind: "too-many-calls"; refused: TooManyCalls; tries: Tried[] }
  | { kind: "no-ledger"; reason: string; tries: Tried[] }
  | { kind: "failed"; tries: Tried[] }

export type AskedToHold =
  /** With less output than `minOutputTokens` the call is not worth making. */
  | { kind: "asked"; id: string; outcome: HoldOutcome; minOutputTokens: number }
  /** A budget is set, and the ledger can not say what is left of it. */
  | { kind: "closed"; reason: string }

export interface Attempted {
  maxOutputTokens: number
  callId: string
  keyId: string
  /** Not to be asked for this try. */
  ignoredProviders: string[]
}

export interface FallbackDeps {
  candidates: Candidate[]
  /** What goes on at a limit: free models, or nothing. */
  free: Candidate[]
  /** Fingerprints of the keys to ask with, the best first. */
  keys: string[]
  /** Who is better left alone for now. */
  health: Pick<Health, "cooling" | "noteTry" | "noteFailure">
  /** Before the same model is asked again, at least. */
  pauseMs: number
  now: () => number
  hold: (candidate: Candidate, keyId: string, previous: string | undefined) => Promise<AskedToHold>
  attempt: (candidate: Candidate, attempted: Attempted) => Promise<AttemptOutcome>
  /** Ends the row of a try that failed for good. */
  close: (row: OpenRow, tried: FailedTry) => Promise<void>
  /** Before a model is asked again; ends early when the caller leaves. */
  wait: (ms: number, candidate: Candidate) => Promise<void>
}

interface OpenRow {
  id: string
  keyId: string
  candidate: Candidate
  generationId: string | null
}

interface Progress {
  tries: Tried[]
  unaffordable: Candidate[]
  refused: OverBudget | undefined
  waitedMs: number
  minOutputTokens: number
  /** The row of the last failed try, while its hold can be moved to the next model. */
  open: OpenRow | undefined
}

export async function callWithFallback(deps: FallbackDeps): Promise<Answer> {
  const progress: Progress = {
    tries: [],
    unaffordable: [],
    refused: undefined,
    waitedMs: 0,
    minOutputTokens: 0,
    open: undefined,
  }
  for (;;) {
    const step = nextStep({ ...deps, ...progress, cooling: deps.health.cooling(), now: deps.now() })
    const answer = step.kind === "try" ? await take(step, progress, deps) : await giveUp(progress, deps)
    if (answer) return answer
  }
}

async function giveUp(progress: Progress, deps: FallbackDeps): Promise<Answer> {
  await closeOpen(progress, deps)
  const { tries, refused } = progress
  const upstream = tries.find(({ failure }) => isUpstreamBudget(failure))
  if (upstream) return { kind: "upstream-budget", refused: upstream, tries }
  if (refused && !tries.some(({ failure }) => failure.kind === "bad-key" || failure.kind === "aborted"))
    return { kind: "over-budget", refused, tries }
  return { kind: "failed", tries }
}

/** @returns undefined where the next step is to be found. */
async function take(step: Try, progress: Progress, deps: FallbackDeps): Promise<Answer | undefined> {
  const { candidate, keyId, ignoredProviders, waitMs } = step
  if (waitMs > 0) await deps.wait(waitMs, candidate)
  progress.waitedMs += waitMs
  if (progress.open?.keyId !== keyId) await closeOpen(progress, deps) // each key has its own books
  const held = await deps.hold(candidate, keyId, progress.open?.id)
  const { tries, refused: degraded } = progress
  if (held.kind === "closed") {
    await closeOpen(progress, deps)
    return { kind: "no-ledger", reason: held.reason, tries }
  }
  const { id: callId, outcome } = held
  if (outcome.kind === "too-many-calls") return { kind: "too-many-calls", refused: outcome, tries }
  if (outcome.kind === "over-budget") {
    progress.refused ??= outcome
    progress.unaffordable.push(candidate)
    return undefined
  }
  progress.minOutputTokens = held.minOutputTokens
  const { maxOutputTokens } = outcome
  const asked = { modelId: candidate.model.id, keyId }
  deps.health.noteTry(asked)
  const tried = await deps.attempt(candidate, { maxOutputTokens, callId, keyId, ignoredProviders })
  if (tried.kind === "open")
    return { kind: "answered", opened: tried, candidate, callId, keyId, tries, degraded }
  const failed = triedOf(tried.failure, step, progress, deps.now())
  if (!failed.nobodyElse) deps.health.noteFailure(asked, failed.failure)
  tries.push(failed)
  progress.open = { id: callId, keyId, candidate, generationId: tried.generationId }
  if (tried.failure.billable) await closeOpen(progress, deps)
  return undefined
}

/** A model that is gone only without some of its providers failed as it did with them. */
function triedOf(
  failure: Failure,
  { candidate, keyId, ignoredProviders }: Try,
  { tries }: Progress,
  at: number,
): Tried {
  const { id: modelId } = candidate.model
  if (failure.kind !== "model-gone" || ignoredProviders.length === 0)
    return { modelId, failure, candidate, keyId, at }
  const before = tries.findLast((tried) => tried.modelId === modelId)
  const kind = before?.failure.kind ?? "unavailable"
  return { modelId, failure: { ...failure, kind }, candidate, keyId, at, nobodyElse: true }
}

async function closeOpen(progress: Progress, deps: FallbackDeps): Promise<void> {
  const last = progress.tries.at(-1)
  if (progress.open && last) await deps.close(progress.open, last)
  progress.open = undefined
}
