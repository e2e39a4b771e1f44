// The life of a model call, as prose: handshake, read the turn, classify and decide, hold the money, call with
// fallback, stream, settle. Each step is a file of its own.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import { applyProfile, beginsLower, commandMark, type Routing, type Tier } from "../config/index.ts"
import { auditBooks, keepHouse, type Ledger, openBooks, type Standing } from "../ledger/index.ts"
import { admit, busyModels } from "./admit.ts"
import { afterCheck, type Raise, staysAsItIs } from "./after-check.ts"
import { answerCommand } from "./answer-command.ts"
import { billedNano } from "./billed-nano.ts"
import { breakTie, type TieRequest } from "./break-tie.ts"
import { brokenOff } from "./broken-off.ts"
import { CallRecord } from "./call-record.ts"
import { callWithFallback, type FallbackDeps } from "./call-with-fallback.ts"
import { canBeChecked } from "./can-be-checked.ts"
import { isChosen, tierWishes } from "./chosen-tier.ts"
import { classify } from "./classify.ts"
import { collectStream } from "./collect-stream.ts"
import { contextOf, noteAsk } from "./conversation.ts"
import {
  type Candidate,
  type Decision,
  type DecisionRequest,
  decide,
  modelsOf,
  raised,
  renewed,
} from "./decide.ts"
import { endAttempt, isJudged } from "./end-attempt.ts"
import { firstTokenTimes, NEVER_LATE } from "./first-token-times.ts"
import { foreseeTurn } from "./foresee-turn.ts"
import { goesOn, noteWhole } from "./go-on.ts"
import { Health } from "./health.ts"
import { holdDecision, type Keep } from "./held-decision.ts"
import { holdSignal } from "./hold-signal.ts"
import { listen, orLogged } from "./log-answer.ts"
import { lacksKey, modelsInReach } from "./models-in-reach.ts"
import { orRefuse } from "./or-refuse.ts"
import { cleanCall } from "./outbound/clean-call.ts"
import { readStandings } from "./read-standings.ts"
import { earlierAsk, readTurn, type Turn } from "./read-turn.ts"
import { recallConversation } from "./recall-conversation.ts"
import { reconcileSoon } from "./reconcile-soon.ts"
import * as refuse from "./refuse.ts"
import { answerOnce } from "./responses/answer-once.ts"
import type { Fresh } from "./responses/response-cache.ts"
import { saidStream } from "./said-stream.ts"
import { type Key, keyOf, noteKey, renewKeys, sessionKeys } from "./session-keys.ts"
import { settleStream } from "./settle-stream.ts"
import type { Caller, Handshake } from "./shake-hands.ts"
import { spareModels } from "./spare-models.ts"
import { standaloneTurn } from "./standalone-turn.ts"
import { stoppable } from "./stoppable.ts"
import { tellGoingOn } from "./tell-going-on.ts"
import { tellRaise } from "./tell-raise.ts"
import { ceilingOver } from "./tier-ceiling.ts"
import { tiersDown } from "./tiers-down.ts"
import { type TimeLimits, timeLimitsOf } from "./time-limits.ts"
import { tryModel } from "./try-model.ts"
import { noteTurn } from "./unjudged-since.ts"
import { lastCallOf } from "./usage-memory.ts"
import { waitFor } from "./wait-for.ts"
import { weighSwitch } from "./weigh-switch.ts"
import { whereOf } from "./where-of.ts"
import { askedOf, whoAnswered } from "./who-answered.ts"

export interface ModelDeps {
  shakeHands: (headers: Record<string, string | undefined>) => Handshake
  fetch: typeof globalThis.fetch | undefined
  now: () => number
  newId: () => string
  /** In place of what the person configured. */
  limits?: Partial<TimeLimits> | undefined
}

interface Chosen {
  request: DecisionRequest
  turn: Turn
  routing: Routing
  decision: Decision
  /** The first of the decision's candidates. */
  first: Candidate
  keep: Keep
}

interface Prepared extends Chosen {
  caller: Caller
  /** OpenRouter's; without one only the person's own endpoints can be asked. */
  keys: Key[]
  ledger: Ledger
  record: CallRecord
  health: Health
  /** When the call has taken too long, in epoch milliseconds. */
  endsAt: number
  /** By model: when its first token is late, where a hedge is wanted. */
  late: ReadonlyMap<string, number>
  /** Models of a tier that can take the prompt. */
  modelsOf: (tier: Tier) => string[]
  /** Asks soon what a call that broke off really cost. */
  askForCost: (callId: string, keyId: string) => void
  /** Says so when the turn will be a dear one. */
  foresee: () => void
}

export class RalexModel implements LanguageModelV3 {
  readonly specificationVersion = "v3"
  readonly provider = "ralex"
  readonly supportedUrls = {}

  constructor(
    readonly modelId: string,
    private readonly deps: ModelDeps,
  ) {}

  async doStream(given: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    const begunAt = this.deps.now()
    holdSignal(given.abortSignal)
    const caller = this.recognise(given)
    const said = await answerCommand(caller, given.prompt)
    if (said) return { stream: said }
    const call = await cleanCall(given, caller)
    const next = afterCheck(caller)
    if (isJudged(caller, call)) noteTurn(caller)
    if (next.kind === "say") return { stream: saidStream({ ...next, mark: commandMark("answer") }) }
    const raise = next.kind === "raise" ? next.raise : undefined
    const prepared = await this.prepare(call, { caller, raise, begunAt })
    if (raise && !tellRaise(raise, prepared))
      return {
        stream: saidStream({ text: staysAsItIs(raise, raise.sentence), mark: commandMark("answer") }),
      }
    const { stream, candidate } = await answerOnce({
      ...prepared,
      call,
      foreignUntil: prepared.keep.foreignUntil(prepared.first),
      now: this.deps.now,
      fresh: (own) => this.askModels(own, prepared),
      replayed: prepared.keep.remember,
      heard: () => noteAsk(caller, prepared.turn.ask, prepared.decision),
      refuse: (answer) => orRefuse(answer, { ...prepared, signal: call.abortSignal }) as Promise<never>,
    })
    const { record, request, turn } = prepared
    const asked = { caller, call, candidate, ask: turn.ask, chosen: isChosen(request) }
    const { newId } = this.deps
    return { stream: endAttempt(stream, { ...asked, wasShortened: record.shortened, newId }) }
  }

  /** An answer that a model makes for this call. */
  private async askModels(call: LanguageModelV3CallOptions, prepared: Prepared): Promise<Fresh> {
    const { caller, record, keep, askForCost, health } = prepared
    const answer = await callWithFallback(this.fallbackDeps(call, prepared))
    record.watch(prepared.first, { tiersDown: tiersDown(answer.tries, prepared.modelsOf) })
    const answered = await orLogged(answer, { ...prepared, call })
    const { degraded, candidate } = answered
    if (degraded && candidate.tier === "free") record.watch(prepared.first, { refusals: [degraded] })
    tellGoingOn(caller.instance, answered)

    const maker = whoAnswered(answered, prepared.decision.candidates)
    keep.remember(maker)
    noteKey(caller, keyOf(answered.keyId, prepared.keys))
    let wasLeft = false
    const stream = settleStream(listen(answered, record, caller), {
      settle: async (end) => {
        answered.slot.release()
        const nano = await record.settle(answered, end)
        record.watch(answered.candidate)
        if (end.kind === "finished") {
          noteWhole(caller)
          health.noteAnswer({ ...askedOf(answered), provider: answered.opened.answeredBy.provider })
        }
        wasLeft ||= end.kind !== "finished"
        if (!wasLeft) noteAsk(caller, prepared.turn.ask, prepared.decision)
        if (end.kind !== "finished" || billedNano(end.part.usage.raw) === undefined)
          askForCost(answered.callId, answered.keyId)
        return nano
      },
      cutOff: (failure) => brokenOff(failure, answered, prepared),
      goesOn: (failure) => goesOn(caller, candidate.model.id, failure),
      idleMs: this.limitsOf(caller, answered.candidate).idleMs,
      endsAt: prepared.endsAt,
      now: this.deps.now,
      signal: call.abortSignal,
      readOn: record.billsToTheEnd(answered.candidate),
    })
    const isWanted = prepared.decision.candidates.includes(candidate) // no substitute, nor one cut short by credit
    return { stream, candidate: maker, isRepeatable: isWanted && !degraded && !record.shortened }
  }

  /** All that is known and decided before any money is held. */
  private async prepare(
    call: LanguageModelV3CallOptions,
    { caller, raise, begunAt }: { caller: Caller; raise: Raise | undefined; begunAt: number },
  ): Promise<Prepared> {
    const { instance } = caller
    const books = await openBooks(instance, caller.turn)
    if (books.kind === "closed") throw refuse.noLedger(books.reason)
    const now = new Date(this.deps.now())
    const health = await Health.read(books.ledger, this.deps.now)
    const keys = await sessionKeys(caller, health.cooling(), now.getTime())
    const apiKey = keys[0]?.value
    keepHouse({ ...books, instance, now })
    auditBooks({ ...books, instance, now, apiKeys: keys.map(({ value }) => value) })
    const standings = await readStandings({ ...books, where: whereOf(caller, now) })
    await recallConversation({ ...books, caller, earlierAsk: earlierAsk(call.prompt) })
    const chosen = await this.chooseSurely(call, { caller, apiKey, standings, raise, ...books })
    const { routing, decision, request, first } = chosen
    const record = new CallRecord({
      ...books,
      ...chosen,
      caller,
      asked: this.modelId,
      begunAt,
      deps: this.deps,
    })
    if (decision.ceiling)
      record.watch(first, {
        loweredTiers: [{ ...decision.ceiling, tier: decision.tier ?? decision.ceiling.tier }],
      })
    const { baseUrl } = instance.environment
    const { calls } = instance.loaded.config
    return {
      ...chosen,
      caller,
      keys,
      ledger: books.ledger,
      record,
      health,
      endsAt: now.getTime() + this.limitsOf(caller, first).totalMs,
      late: calls.hedge ? await firstTokenTimes(books.ledger, now.getTime()) : NEVER_LATE,
      modelsOf: (tier) => modelsOf(tier, request).map(({ model }) => model.id),
      askForCost: (callId, keyId) => {
        const used = keyOf(keyId, keys) // of the person's own endpoints nobody keeps books
        const { baseline } = routing
        if (used) reconcileSoon({ ledger: books.ledger, callId, apiKey: used.value, baseUrl, baseline })
      },
      // Once the call is sent, which a prediction must not keep waiting.
      foresee: () =>
        void setImmediate(() => foreseeTurn({ ...books, ...chosen, caller, standings, now }).catch(() => {})),
    }
  }

  private fallbackDeps(call: LanguageModelV3CallOptions, prepared: Prepared): FallbackDeps {
    const { caller, keys, record, decision, request, first, keep, health } = prepared
    const { budgets, calls } = caller.instance.loaded.config
    const { onLimit } = budgets
    // Work that is not done by a cheap model is not done by a free one.
    const free = decision.cause === "raised" ? [] : modelsOf("free", request)
    return {
      candidates: decision.candidates,
      free: onLimit === "degrade" ? free : [],
      lastResort: decision.tier === null ? [] : free.filter(({ model }) => model.upstream),
      keys: () => keys.map(({ id }) => id),
      hold: async (candidate, keyId, wanted) => {
        const held = await record.hold(candidate, { ...wanted, tokens: call.maxOutputTokens, keyId })
        const fits = held.kind === "asked" && held.outcome.kind === "held"
        if (fits && candidate === first) prepared.foresee()
        return held
      },
      health,
      busy: () => busyModels(decision.candidates, { caller, keyId: keys[0]?.id ?? "" }),
      attempts: calls.attempts,
      endsAt: prepared.endsAt,
      pauseMs: this.limitsOf(caller, first).pauseMs,
      now: this.deps.now,
      attempt: (candidate, { maxOutputTokens, callId, keyId, ignoredProviders, stopped }) => {
        record.noteAsked()
        return tryModel(candidate, stopped ? stoppable(call, stopped) : call, {
          caller,
          apiKey: keyOf(keyId, keys)?.value,
          renewKey: (refused) => renewKeys(keys, caller.instance, refused),
          maxOutputTokens,
          foreignUntil: keep.foreignUntil(candidate),
          ignoredProviders,
          spares: this.sparesOf(candidate, maxOutputTokens, call, prepared),
          maxPrice: record.maxPrice(candidate),
          noteGeneration: (generationId) => record.noteGeneration(callId, generationId),
          noteLate: (late) =>
            record.noteLate(callId, candidate, late).then(() => prepared.askForCost(callId, keyId)),
          limits: this.limitsOf(caller, candidate),
          endsAt: prepared.endsAt,
          deps: this.deps,
        })
      },
      close: async ({ id, keyId, candidate, generationId }, failure) => {
        await record.close(id, candidate, failure, generationId)
        if (failure.billable) prepared.askForCost(id, keyId)
      },
      admit: (candidate, keyId, atOnce) =>
        admit(candidate, { caller, keyId, atOnce, turn: prepared.turn, signal: call.abortSignal }),
      lateAfterMs: ({ model }) => prepared.late.get(model.id),
      wait: (ms, { model }) => waitFor(ms, { model, tell: caller.instance.tell, signal: call.abortSignal }),
    }
  }

  /** Where the model failed lately, and nothing in the prompt is of one family's own. */
  private sparesOf(
    first: Candidate,
    maxOutputTokens: number,
    { prompt }: LanguageModelV3CallOptions,
    { health, decision, turn }: Prepared,
  ): string[] {
    if (!health.isShaky(first.model.id) || prompt.some(({ role }) => role === "assistant")) return []
    return spareModels({ first, candidates: decision.candidates, size: turn, maxOutputTokens })
  }

  private limitsOf({ instance }: Caller, { tier }: Candidate): TimeLimits {
    return { ...timeLimitsOf(instance.loaded.config.calls, tier), ...this.deps.limits }
  }

  /** Who calls, once nothing stands against any call of theirs. */
  private recognise({ headers = {}, prompt }: LanguageModelV3CallOptions): Caller {
    const handshake = this.deps.shakeHands(headers)
    if (handshake.kind === "stranger") throw refuse.stranger()
    const { caller } = handshake
    if (caller.instance.loaded.error) throw refuse.brokenConfig(caller.instance.loaded.error)
    return { ...caller, turn: caller.turn || standaloneTurn(caller, prompt) }
  }

  /** As `choose`, with a model's word on the class where the classifier is not sure and the person wants that. */
  private async chooseSurely(
    call: LanguageModelV3CallOptions,
    {
      standings,
      raise,
      ...given
    }: Pick<TieRequest, "caller" | "ledger" | "limits"> & {
      apiKey: string | undefined
      standings: readonly Standing[]
      raise: Raise | undefined
    },
  ): Promise<Chosen> {
    const { apiKey } = given
    const chosen = this.choose(call, { ...given, standings, raise })
    const { decision, request, routing, turn } = chosen
    if (!routing.llmTieBreak || apiKey === undefined || decision.cause !== "classified") return chosen
    const found = request.classify(turn.ask)
    const broken = await breakTie({ ...given, apiKey, ask: turn.ask, found, routing, deps: this.deps })
    return broken === found ? chosen : this.choose(call, { ...given, standings, raise }, () => broken)
  }

  /** Reads the turn, and decides which models may answer it. */
  private choose(
    call: LanguageModelV3CallOptions,
    {
      caller,
      apiKey,
      standings,
      raise,
    }: {
      caller: Caller
      apiKey: string | undefined
      standings: readonly Standing[]
      raise: Raise | undefined
    },
    classifyAsk: DecisionRequest["classify"] = (ask) => classify(ask, contextOf(caller)),
  ): Chosen {
    const { config } = caller.instance.loaded
    const routing = applyProfile(config)
    const turn = readTurn(call)
    const request: DecisionRequest = {
      asked: this.modelId,
      ...tierWishes(caller),
      agent: caller.agent,
      turn,
      routing,
      findModel: modelsInReach(config, apiKey),
      classify: classifyAsk,
      isChecked: (ask, found) => beginsLower(config) && isJudged(caller, call) && canBeChecked(ask, found),
      ceilingOver: (candidate) => ceilingOver(candidate, standings, config.budgets.soft),
    }
    const decided = holdDecision({
      caller,
      turn,
      asked: this.modelId,
      decide: (madeBy) => {
        const outcome = decide(request)
        if (outcome.kind === "unknown-model") return outcome
        const { decision } = outcome
        const lastOf = (model: string) => lastCallOf(caller, model, this.deps.now())
        return { kind: "decided", decision: weighSwitch(decision, request, { madeBy, lastOf }) }
      },
      renew: (decision) => renewed(decision, request),
      raise: raise && ((decision) => raised(decision, request, raise)),
    })
    const [first] = decided.kind === "decided" ? decided.decision.candidates : []
    if (!first && lacksKey(config, apiKey, this.modelId)) throw refuse.noKey()
    if (decided.kind === "unknown-model") throw refuse.unknownModel(decided.id)
    const { decision, keep } = decided
    if (!first) throw refuse.noModelFits(`the ${decision.tier} tier`)
    return { request, turn, routing, decision, first, keep }
  }

  async doGenerate(call: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    const { stream } = await this.doStream(call)
    return collectStream(stream)
  }
}
