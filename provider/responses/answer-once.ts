// Asks a model only where the same was not answered before, or is not being answered right now; see docs/cache.md.
// What is given again holds no money, yet counts as a call, with a row that says what it saved.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { atUtc, type Ledger } from "../../ledger/index.ts"
import type { CallRecord } from "../call-record.ts"
import type { Answer } from "../call-with-fallback.ts"
import type { Candidate, Decision } from "../decide.ts"
import { streamOf } from "../said-stream.ts"
import type { Key } from "../session-keys.ts"
import type { Caller } from "../shake-hands.ts"
import { keptAnswer } from "./kept-answer.ts"
import { refusedTools } from "./refused-tools.ts"
import { type ReplayEnd, replayStream } from "./replay-stream.ts"
import { requestKey } from "./request-key.ts"
import { type Fresh, type Given, type ResponseCache, responseCacheOf } from "./response-cache.ts"
import { SharedAnswer } from "./shared-answer.ts"

export interface OnceRequest {
  call: LanguageModelV3CallOptions
  caller: Caller
  /** The session's first. */
  keys: readonly Key[]
  decision: Pick<Decision, "candidates">
  foreignUntil: string | undefined
  ledger: Ledger
  record: Pick<CallRecord, "holdReplay" | "settleReplay">
  now: () => number
  /** A model's own answer, ended by the signal of the call that it is given. */
  fresh: (call: LanguageModelV3CallOptions) => Promise<Fresh>
  /** Hears whose answer is given again, which is no news of the model, */
  replayed: (candidate: Candidate) => void
  /** and that all of it was. */
  heard: () => void
  /** Throws the sentence that says why there is no answer. */
  refuse: (answer: Exclude<Answer, { kind: "answered" }>) => Promise<never>
}

export async function answerOnce(request: OnceRequest): Promise<Given> {
  const { call, caller, ledger, now, fresh } = request
  const cache = responseCacheOf(caller.instance, now)
  if (!cache) return fresh(call)
  cache.forgetToolCalls(refusedTools(call.prompt), ledger)
  const key = requestKey({ ...request, candidates: request.decision.candidates })
  if (cache.wasAnswered(caller, key)) return lead(key, cache, request)
  const kept = await cache.find(key, ledger)
  const maker = kept && candidateOf(kept.model, request)
  if (kept && maker) {
    const signal = `replayed: the same was answered at ${atUtc(new Date(kept.at))}`
    return replay(request, { stream: streamOf(kept.parts), candidate: maker }, signal)
  }
  const running = cache.running.get(key)
  if (!running?.canBeJoined) return lead(key, cache, request)
  // One whose leader got no answer tries for itself, at once.
  return (await follow(running, request)) ?? fresh(call)
}

/** Who may be asked, by id. What took over in another call's need is not what this one asked for. */
function candidateOf(id: string, { decision }: OnceRequest): Candidate | undefined {
  return decision.candidates.find(({ model }) => model.id === id)
}

/** Asks, lets others read along, and keeps what came. */
async function lead(key: string, cache: ResponseCache, request: OnceRequest): Promise<Given> {
  const { call, fresh, ledger, now } = request
  const shared = new SharedAnswer<Fresh>()
  const seat = shared.join(call.abortSignal)
  const isFirst = !cache.running.get(key)?.canBeJoined
  if (isFirst) cache.running.set(key, shared)
  void shared
    .begin((abortSignal) => fresh({ ...call, abortSignal }))
    .then((whole) => {
      if (cache.running.get(key) === shared) cache.running.delete(key)
      if (!whole?.opened.isRepeatable) return
      const answer = keptAnswer(whole.parts, { model: whole.opened.candidate.model.id, at: now() })
      if (answer) cache.keep(key, answer, ledger)
    })
  const { candidate } = await seat.opened
  return { candidate, stream: seat.stream() }
}

/** @returns undefined where the other call got no answer that this one may have. */
async function follow(shared: SharedAnswer<Fresh>, request: OnceRequest): Promise<Given | undefined> {
  const { call } = request
  const seat = shared.join(call.abortSignal)
  const opened = await seat.opened.catch(() => undefined)
  call.abortSignal?.throwIfAborted()
  const candidate = opened?.isRepeatable ? candidateOf(opened.candidate.model.id, request) : undefined
  if (!candidate) {
    seat.leave()
    return undefined
  }
  try {
    return await replay(
      request,
      { candidate, stream: seat.stream() },
      "replayed: the same was being answered for another call",
    )
  } catch (error) {
    seat.leave()
    throw error
  }
}

/** @throws as `refuse`: caps on calls hold for an answer that costs nothing as well. */
async function replay(request: OnceRequest, { stream, candidate }: Given, signal: string): Promise<Given> {
  const { record, keys, refuse, replayed, heard } = request
  const held = await record.holdReplay(candidate, keys[0]?.id ?? "", signal)
  if (held.kind === "closed") return refuse({ kind: "no-ledger", reason: held.reason, tries: [] })
  const { id, outcome } = held
  if (outcome.kind === "too-many-calls")
    return refuse({ kind: "too-many-calls", refused: outcome, tries: [] })
  if (outcome.kind === "over-budget") return refuse({ kind: "over-budget", refused: outcome, tries: [] })
  replayed(candidate)
  const settle = (end: ReplayEnd) => {
    if (end.outcome === "ok") heard()
    return record.settleReplay(id, candidate, end)
  }
  return { candidate, stream: replayStream(stream, settle) }
}
