// What is asked next in a model call, from all that was tried so far: the same model again, another provider of it, the
// next model, a dearer or cheaper tier, a free one, or nothing. Pure; the policy's only home.
import { type Cooldowns, restingKey, restingModel, restingProviders } from "./cooldowns.ts"
import type { Candidate } from "./decide.ts"
import { type FailedTry, type FailureKind, isOfKey, isUpstreamBudget } from "./failure.ts"

export interface Tried extends FailedTry {
  candidate: Candidate
  /** The key that it was asked with. */
  keyId: string
  /** Epoch milliseconds. */
  at: number
  /** It failed only since none but the providers that were left out have the model. */
  nobodyElse?: boolean
}

export interface CallSoFar {
  /** The decision's, first choice first. */
  candidates: readonly Candidate[]
  /** What goes on at a limit: free models, or nothing. */
  free: readonly Candidate[]
  /** What is asked last where no limit is met: the person's own endpoints in the free tier. */
  lastResort?: readonly Candidate[]
  tries: readonly Tried[]
  /** Those that a budget here had no room for. */
  unaffordable: readonly Candidate[]
  cooling: Cooldowns
  /** Fingerprints of the person's keys, the one to use first. */
  keys: readonly string[]
  now: number
  /** Of all waits before. */
  waitedMs: number
  /** With less output the call is not worth making. */
  minOutputTokens: number
  /** Before the same model is asked again, at least. */
  pauseMs: number
  /** Upstream calls at most; more only makes the person wait. */
  attempts: number
  /** When the whole call has taken too long. */
  endsAt: number
}

export type Move =
  | "first"
  | "next-model"
  /** The same model, on a provider that did not just fail. */
  | "other-provider"
  /** The same model, for no more output than upstream's credit affords. */
  | "less-output"
  /** The same model, after a pause. */
  | "again"

export interface Try {
  kind: "try"
  move: Move
  candidate: Candidate
  keyId: string
  waitMs: number
  ignoredProviders: string[]
}

export type NextStep = Try | { kind: "give-up" }

/** The longest pause before the same model is asked again, and all of a call's together. */
const WAIT_MS = { most: 30_000, inAll: 60_000 }

interface Rule {
  /** Whom the same failure would not meet: other models, only those that hold more, those elsewhere, or none. */
  others: "all" | "longer" | "other-upstream" | "none"
  /** Whether another provider of the same model may do it, where OpenRouter could not see to that itself. */
  elsewhere?: true
  /** Whether it passes, so that the same model may be asked again when nobody else is left. */
  passes?: true
}

/** A limit at OpenRouter is not here: how much is left decides whom it leaves. */
const RULES: Record<FailureKind, Rule> = {
  "rate-limited": { others: "all", elsewhere: true, passes: true },
  overloaded: { others: "all", elsewhere: true, passes: true },
  unreachable: { others: "all", passes: true },
  unavailable: { others: "all", elsewhere: true, passes: true },
  timeout: { others: "all", elsewhere: true, passes: true },
  "context-overflow": { others: "longer" },
  "out-of-credit": { others: "all" },
  "key-budget": { others: "all" },
  "bad-key": { others: "other-upstream" },
  moderated: { others: "all", elsewhere: true },
  refused: { others: "all" },
  "model-gone": { others: "all" },
  "bad-request": { others: "all", elsewhere: true },
  "cut-off": { others: "all", elsewhere: true, passes: true },
  empty: { others: "all", elsewhere: true, passes: true },
  malformed: { others: "all", elsewhere: true, passes: true },
  aborted: { others: "none" },
}

/** Whether what failed may well do a little later. */
export function passes(kind: FailureKind): boolean {
  return RULES[kind].passes === true
}

/** What a key failed by says nothing of a call with another one. */
export function nextStep(given: CallSoFar): NextStep {
  const keyId = keyOf(given)
  const tries = given.tries.filter(
    ({ failure, candidate, keyId: used }) => !isOfKey(failure) || candidate.model.upstream || used === keyId,
  )
  const call: KeyedCall = { ...given, tries, keyId }
  const last = tries.at(-1)
  const isOver = tries.length >= call.attempts || call.now >= call.endsAt
  if (isOver || tries.some(({ failure }) => RULES[failure.kind].others === "none")) return { kind: "give-up" }
  return (
    (last && lessOutput(last, call)) ??
    (last && otherProvider(last, call)) ??
    nextModel(call) ??
    again(call) ?? { kind: "give-up" }
  )
}

interface KeyedCall extends CallSoFar {
  /** What OpenRouter is asked with next; undefined where it takes none. */
  keyId: string | undefined
}

/** What a model is asked with: OpenRouter's key, or the one of the person's own endpoint. */
function keyFor({ model: { upstream } }: Candidate, { keyId }: KeyedCall): string | undefined {
  return upstream ? `upstream:${upstream.name}` : keyId
}

/** The first that did not fail; where all did, the last one that still pays for something. */
function keyOf({ keys, tries }: CallSoFar): string | undefined {
  const failed = new Set(tries.filter(({ failure }) => isOfKey(failure)).map(({ keyId }) => keyId))
  const bad = new Set(tries.filter(({ failure }) => failure.kind === "bad-key").map(({ keyId }) => keyId))
  return keys.find((id) => !failed.has(id)) ?? keys.findLast((id) => !bad.has(id))
}

function step(move: Move, candidate: Candidate, call: KeyedCall, given: Partial<Try> = {}): Try {
  return {
    kind: "try",
    move,
    candidate,
    keyId: keyFor(candidate, call) ?? "",
    waitMs: 0,
    ignoredProviders: restingProviders(call.cooling, call.now),
    ...given,
  }
}

function lessOutput({ failure, candidate }: Tried, call: KeyedCall): Try | undefined {
  const { affordableTokens: most } = failure
  if (!isUpstreamBudget(failure) || most === undefined || triesOf(candidate, call) > 1) return undefined
  if (most < call.minOutputTokens) return undefined
  return step("less-output", { ...candidate, maxOutputTokens: most }, call)
}

/** Once for a model: the next failure is rather the model's. */
function otherProvider({ failure, candidate }: Tried, call: KeyedCall): Try | undefined {
  const { provider, begun, kind } = failure
  if (!provider || !begun || !RULES[kind].elsewhere || triesOf(candidate, call) > 1) return undefined
  if (!isLeft(candidate, call)) return undefined
  const ignoredProviders = [...new Set([...restingProviders(call.cooling, call.now), provider])]
  return step("other-provider", candidate, call, { ignoredProviders })
}

/** The first that was not asked yet and does not rest; who rests is asked before nobody is. */
function nextModel(call: KeyedCall): Try | undefined {
  const { cooling, now } = call
  const asked = new Set(call.tries.map(({ modelId }) => modelId))
  const left = inOrder(call).filter((candidate) => !asked.has(candidate.model.id) && isLeft(candidate, call))
  const rest = (candidate: Candidate) => {
    const { id, upstream } = candidate.model
    const key = upstream ? restingKey(cooling, keyFor(candidate, call) ?? "") : 0 // OpenRouter's are chosen by theirs
    return Math.max(0, restingModel(cooling, id) - now, key - now)
  }
  const down = (candidate: Candidate) => Number(isDown(candidate, call))
  const [soonest] = left.toSorted((one, other) => down(one) - down(other) || rest(one) - rest(other))
  if (!soonest) return undefined
  return step(call.tries.length === 0 ? "first" : "next-model", soonest, call)
}

/** Whether all of its upstream fails: no connection comes about, or model after model of it only passes errors on. */
function isDown(candidate: Candidate, { tries }: KeyedCall): boolean {
  const its = tries.filter((tried) => isSameUpstream(tried.candidate, candidate))
  const failing = new Set(
    its.filter(({ failure }) => RULES[failure.kind].passes).map(({ modelId }) => modelId),
  )
  return failing.size > 1 || its.some(({ failure }) => failure.kind === "unreachable")
}

/** Of OpenRouter, or of the same endpoint of the person's own. */
export function isSameUpstream({ model: one }: Candidate, { model: other }: Candidate): boolean {
  return one.upstream?.name === other.upstream?.name
}

/**
 * A lone model gets a second chance, others where they said when to come back, and at once who was only asked without
 * the providers that run it. The first that is ready is asked.
 */
function again(call: KeyedCall): Try | undefined {
  const isAlone = new Set(inOrder(call).map(({ model }) => model.id)).size === 1
  const waits = call.tries
    .filter(({ candidate }) => isLeft(candidate, call))
    .flatMap(({ failure, candidate, at, nobodyElse }) => {
      const count = triesOf(candidate, call)
      if (nobodyElse && count === 0) return [{ candidate, asked: 0, waitMs: 0 }]
      if (!RULES[failure.kind].passes || count !== 1) return []
      if (!isAlone && failure.retryAfterMs === undefined) return []
      const asked = Math.max(failure.retryAfterMs ?? 0, call.pauseMs)
      return [{ candidate, asked, waitMs: Math.max(0, asked - (call.now - at)) }]
    })
    .filter(({ asked, waitMs }) => asked <= WAIT_MS.most && call.waitedMs + waitMs <= WAIT_MS.inAll)
  const [first] = waits.toSorted((one, other) => one.waitMs - other.waitMs)
  // By then whoever failed may be back, and there may be nobody else.
  return first && step("again", first.candidate, call, { waitMs: first.waitMs, ignoredProviders: [] })
}

/** Each model once, free ones last, and OpenRouter's of those only where a limit keeps the paid ones away. */
function inOrder({ candidates, free, lastResort = [], tries, unaffordable }: CallSoFar): Candidate[] {
  const isLimited = unaffordable.length > 0 || tries.some(({ failure }) => isUpstreamBudget(failure))
  const all = [...candidates, ...(isLimited ? free : lastResort)]
  return all.filter(({ model }, index) => all.findIndex((other) => other.model.id === model.id) === index)
}

function triesOf({ model }: Candidate, { tries }: CallSoFar): number {
  return tries.filter(({ modelId, nobodyElse }) => modelId === model.id && !nobodyElse).length
}

/** Whether nothing that happened so far speaks against it. */
function isLeft(candidate: Candidate, call: KeyedCall): boolean {
  const { tries, unaffordable } = call
  return (
    keyFor(candidate, call) !== undefined &&
    unaffordable.every((refused) => costsLess(candidate, refused)) &&
    !tries.some((tried) => isOutOfReach(tried, candidate))
  )
}

/** Whether a failure of one candidate is one of the other as well. */
function isOutOfReach({ failure, candidate: failed }: Tried, other: Candidate): boolean {
  const { others } = RULES[failure.kind]
  if (others === "longer") return other.model.contextTokens <= failed.model.contextTokens
  if (!isSameUpstream(failed, other)) return false // it has a key, a credit and quotas of its own
  if (others === "other-upstream") return true
  if (failure.allFree) return other.model.id.endsWith(":free")
  if (isUpstreamBudget(failure)) {
    const isAffordable = failure.affordableTokens !== undefined && costsLess(other, failed)
    return costsNothing(failed) || !(costsNothing(other) || isAffordable)
  }
  return false
}

function costsNothing({ model: { price } }: Candidate): boolean {
  return price.inputNanoPerMillion === 0n && price.outputNanoPerMillion === 0n
}

/** Whether the tokens of a model cost less than those of another. */
function costsLess({ model: { price } }: Candidate, { model: { price: bound } }: Candidate): boolean {
  return (
    price.outputNanoPerMillion <= bound.outputNanoPerMillion &&
    price.inputNanoPerMillion <= bound.inputNanoPerMillion &&
    price.outputNanoPerMillion + price.inputNanoPerMillion <
      bound.outputNanoPerMillion + bound.inputNanoPerMillion
  )
}
