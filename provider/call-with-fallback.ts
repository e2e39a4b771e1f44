// Makes a model call try by try, each only once its money is held, until a model begins to answer. What comes next is
// decided by next-step.ts; here it is done.
import { type HoldOutcome, inBackground, type TryBefore } from "../ledger/index.ts"
import type { AttemptOutcome, Opened } from "./attempt.ts"
import { withBusy } from "./cooldowns.ts"
import type { Candidate } from "./decide.ts"
import { type Failure, failureOf, isUpstreamBudget } from "./failure.ts"
import type { Health } from "./health.ts"
import { firstToOpen, type Runner } from "./hedge.ts"
import { type NextStep, nextStep, type Tried, type Try } from "./next-step.ts"

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
      /** To be given back once the answer has ended. */
      slot: Slot
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

/** Leave to make one upstream call, given back at its end. */
export interface Slot {
  release: () => void
}

export interface Attempted {
  maxOutputTokens: number
  callId: string
  keyId: string
  /** Not to be asked for this try. */
  ignoredProviders: string[]
  /** Ends this try alone. */
  stopped: AbortSignal | undefined
}

export interface FallbackDeps {
  candidates: Candidate[]
  /** What goes on at a limit: free models, or nothing. */
  free: Candidate[]
  /** What is asked last where no limit is met. */
  lastResort?: Candidate[]
  /** Fingerprints of the keys to ask with, the best first; one may be renewed on the way. */
  keys: () => string[]
  /** Who is better left alone for now. */
  health: Pick<Health, "cooling" | "noteTry" | "noteFailure">
  /** Before the same model is asked again, at least. */
  pauseMs: number
  /** Upstream calls at most. */
  attempts: number
  /** When the whole call has taken too long, in epoch milliseconds. */
  endsAt: number
  now: () => number
  /** Ids of models that would have to wait for their turn. */
  busy: () => string[]
  /** Waits for its turn among all calls; with `atOnce` there is none where it had to wait. */
  admit: (candidate: Candidate, keyId: string, atOnce?: "at-once") => Promise<Slot | undefined>
  hold: (candidate: Candidate, keyId: string, wanted: Wanted) => Promise<AskedToHold>
  attempt: (candidate: Candidate, attempted: Attempted) => Promise<AttemptOutcome>
  /** Ends the row of a try that failed for good. */
  close: (row: OpenRow, failure: Failure) => Promise<void>
  /** Before a model is asked again; ends early when the caller leaves. */
  wait: (ms: number, candidate: Candidate) => Promise<void>
  /** After how long without a token a second model is asked as well; never where it is undefined. */
  lateAfterMs: (candidate: Candidate) => number | undefined
}

interface Wanted {
  /** The row of a failed try, whose hold is moved. */
  previous: string | undefined
  /** The model that this one is asked beside, since that is late. */
  beside?: string
  /** What this try is made instead of. */
  after?: TryBefore | undefined
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
  /** The row of the last failed try and why it failed, while its hold can be moved to the next model. */
  open: { row: OpenRow; failure: Failure } | undefined
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
    const step = stepAfter(progress.tries, progress, deps)
    const answer = step.kind === "try" ? await take(step, progress, deps) : await giveUp(progress, deps)
    if (answer) return answer
  }
}

function stepAfter(tries: Tried[], progress: Progress, deps: FallbackDeps): NextStep {
  const now = deps.now()
  const cooling = withBusy(deps.health.cooling(), deps.busy(), now)
  return nextStep({ ...deps, keys: deps.keys(), ...progress, tries, cooling, now })
}

async function giveUp(progress: Progress, deps: FallbackDeps): Promise<Answer> {
  await closeOpen(progress, deps)
  const { tries, refused } = progress
  const keyId = tries.at(-1)?.keyId
  const upstream = tries.find((tried) => isUpstreamBudget(tried.failure) && tried.keyId === keyId)
  if (upstream) return { kind: "upstream-budget", refused: upstream, tries }
  if (refused && !tries.some(({ failure }) => failure.kind === "bad-key" || failure.kind === "aborted"))
    return { kind: "over-budget", refused, tries }
  return { kind: "failed", tries }
}

/** @returns undefined where the next step is to be found. */
async function take(step: Try, progress: Progress, deps: FallbackDeps): Promise<Answer | undefined> {
  const { candidate, keyId, waitMs } = step
  if (waitMs > 0) await deps.wait(waitMs, candidate)
  progress.waitedMs += waitMs
  if (progress.open?.row.keyId !== keyId) await closeOpen(progress, deps) // each key has its own books
  const slot = (await deps.admit(candidate, keyId)) ?? NO_SLOT
  const held = await orRelease(
    deps.hold(candidate, keyId, { previous: progress.open?.row.id, after: triedBefore(progress) }),
    slot,
  )
  const { tries, refused: degraded } = progress
  if (held.kind === "closed" || held.outcome.kind !== "held") {
    slot.release()
    return notHeld(held, candidate, progress, deps)
  }
  progress.open = undefined // its row is this one's now
  progress.minOutputTokens = held.minOutputTokens
  const lateMs = deps.lateAfterMs(candidate)
  const { maxOutputTokens } = held.outcome
  const running = run(step, { callId: held.id, maxOutputTokens, slot, isAlone: lateMs === undefined }, deps)
  const { runner, outcome } = await firstToOpen(running, {
    lateMs,
    second: () => runBeside(running, progress, deps),
    failed: (loser, failure) => noteFailed(loser, failure, progress, deps),
    left: (loser) => leave(loser, deps),
  })
  if (outcome.kind === "failed") {
    await noteFailed(runner, outcome, progress, deps)
    return undefined
  }
  const { step: made, callId } = runner
  const answered = { candidate: made.candidate, keyId: made.keyId, callId, slot: runner.slot }
  await closeOpen(progress, deps) // of a second model that failed meanwhile
  return { kind: "answered", opened: outcome, ...answered, tries, degraded }
}

function triedBefore({ tries, unaffordable }: Progress): TryBefore | undefined {
  const failed = tries.at(-1)
  if (failed) return { model: failed.modelId, reason: failed.failure.kind }
  const [first] = unaffordable
  return first && { model: first.model.id, reason: "over-budget" }
}

const NO_SLOT: Slot = { release: () => {} }

async function orRelease<T>(work: Promise<T>, slot: Slot): Promise<T> {
  try {
    return await work
  } catch (error) {
    slot.release()
    throw error
  }
}

async function notHeld(
  held: AskedToHold,
  candidate: Candidate,
  progress: Progress,
  deps: FallbackDeps,
): Promise<Answer | undefined> {
  const { tries } = progress
  if (held.kind === "closed") {
    await closeOpen(progress, deps)
    return { kind: "no-ledger", reason: held.reason, tries }
  }
  const { outcome } = held
  if (outcome.kind === "too-many-calls") return { kind: "too-many-calls", refused: outcome, tries }
  if (outcome.kind === "over-budget") {
    progress.refused ??= outcome
    progress.unaffordable.push(candidate)
  }
  return undefined
}

interface Started extends Pick<CallRunner, "callId" | "slot"> {
  maxOutputTokens: number
  /** No other try is made beside it, which then one of the two has to be ended for. */
  isAlone: boolean
}

interface CallRunner extends Runner {
  step: Try
  callId: string
  slot: Slot
}

/** Makes a try whose money is held. */
function run(step: Try, { callId, maxOutputTokens, slot, isAlone }: Started, deps: FallbackDeps): CallRunner {
  const { candidate, keyId, ignoredProviders } = step
  deps.health.noteTry({ modelId: candidate.model.id, keyId })
  const stopper = isAlone ? undefined : new AbortController()
  const stopped = stopper?.signal
  const made = deps.attempt(candidate, { maxOutputTokens, callId, keyId, ignoredProviders, stopped })
  const outcome = orRelease(made, slot)
  return { step, callId, slot, outcome, stop: () => stopper?.abort() }
}

/** What would be asked if the first had failed now, in a row of its own; nothing where that is not to be had at once. */
async function runBeside({ step }: CallRunner, progress: Progress, deps: FallbackDeps) {
  const { candidate: late } = step
  const failure = failureOf("timeout", "")
  const supposed: Tried = { ...step, modelId: late.model.id, failure, at: deps.now() }
  const next = stepAfter([...progress.tries, supposed], progress, deps)
  if (next.kind === "give-up" || next.move !== "next-model") return undefined
  const { candidate, keyId } = next
  const slot = await deps.admit(candidate, keyId, "at-once")
  if (!slot) return undefined
  const held = await orRelease(
    deps.hold(candidate, keyId, { previous: undefined, beside: late.model.id }),
    slot,
  )
  if (held.kind === "asked" && held.outcome.kind === "held") {
    const { maxOutputTokens } = held.outcome
    return run(next, { callId: held.id, maxOutputTokens, slot, isAlone: false }, deps)
  }
  slot.release()
  return undefined
}

type Failed = Extract<AttemptOutcome, { kind: "failed" }>

async function noteFailed(
  { step, callId, slot }: CallRunner,
  { failure, generationId }: Failed,
  progress: Progress,
  deps: FallbackDeps,
): Promise<void> {
  const { candidate, keyId } = step
  slot.release()
  await closeOpen(progress, deps)
  const failed = triedOf(failure, step, progress, deps.now())
  if (!failed.nobodyElse) deps.health.noteFailure({ modelId: candidate.model.id, keyId }, failed.failure)
  progress.tries.push(failed)
  progress.open = { row: { id: callId, keyId, candidate, generationId }, failure: failed.failure }
  if (failure.billable) await closeOpen(progress, deps)
}

/** The slower of two is ended, and paid for what it did. */
function leave({ step, callId, slot, outcome, stop }: CallRunner, deps: FallbackDeps): void {
  stop()
  inBackground(async () => {
    const ended = await outcome
    if (ended.kind === "open") ended.abort()
    const { candidate, keyId } = step
    const given = failureOf("aborted", "another model was faster", { billable: true })
    const failure = ended.kind === "open" || ended.failure.kind === "aborted" ? given : ended.failure
    await deps.close({ id: callId, keyId, candidate, generationId: ended.generationId }, failure)
    slot.release()
  })
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
  const { open } = progress
  progress.open = undefined
  if (open) await deps.close(open.row, open.failure)
}
