// The life of a model call, as prose: handshake, read the turn, classify and decide, hold the money, call with
// fallback, stream, settle. Each step is a file of its own.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import { applyProfile, limitSetBy } from "../config/index.ts"
import { findModel, openBooks } from "../ledger/index.ts"
import { answerCommand } from "./answer-command.ts"
import { CallRecord } from "./call-record.ts"
import { type Answer, callWithFallback } from "./call-with-fallback.ts"
import { classify } from "./classify.ts"
import { collectStream } from "./collect-stream.ts"
import { decide, modelsOf } from "./decide.ts"
import { holdDecision } from "./held-decision.ts"
import { readTurn } from "./read-turn.ts"
import { reconcileSoon } from "./reconcile-soon.ts"
import * as refuse from "./refuse.ts"
import { settleStream } from "./settle-stream.ts"
import type { Caller, Handshake } from "./shake-hands.ts"
import { tryModel } from "./try-model.ts"

export interface ModelDeps {
  shakeHands: (headers: Record<string, string | undefined>) => Handshake
  fetch: typeof globalThis.fetch | undefined
  now: () => number
  newId: () => string
}

type Answered = Extract<Answer, { kind: "answered" }>

interface Refusable {
  caller: Caller
  record: CallRecord
  call: LanguageModelV3CallOptions
}

export class RalexModel implements LanguageModelV3 {
  readonly specificationVersion = "v3"
  readonly provider = "ralex"
  readonly supportedUrls = {}

  constructor(
    readonly modelId: string,
    private readonly deps: ModelDeps,
  ) {}

  async doStream(call: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    const caller = this.recognise(call)
    const said = await answerCommand(caller, call.prompt)
    if (said) return { stream: said }
    const apiKey = this.findKey(caller)
    const { instance } = caller
    const { asked, turn, routing, decision, keep } = this.choose(call, caller)
    const books = await openBooks(instance)
    if (books.kind === "closed") throw refuse.noLedger(books.reason)
    const record = new CallRecord({
      ...books,
      apiKey,
      caller,
      decision,
      turn,
      asked: this.modelId,
      routing,
      deps: this.deps,
    })

    const { baseUrl } = instance.environment
    const askForCost = () =>
      reconcileSoon({ ledger: books.ledger, apiKey, baseUrl, baseline: routing.baseline })

    const answer = await callWithFallback({
      candidates: decision.candidates,
      free: instance.loaded.config.budgets.onLimit === "degrade" ? modelsOf("free", asked) : [],
      hold: (candidate, previous) => record.hold(candidate, call.maxOutputTokens, previous),
      attempt: (candidate, maxOutputTokens, callId) =>
        tryModel(candidate, call, {
          caller,
          apiKey,
          maxOutputTokens,
          ownTurn: keep.madeBy === candidate.model.id,
          maxPrice: record.maxPrice(candidate),
          noteGeneration: (generationId) => record.noteGeneration(callId, generationId),
          deps: this.deps,
        }),
      close: async (id, candidate, tried, generationId) => {
        await record.close(id, candidate, tried, generationId)
        if (tried.failure.billable) askForCost()
      },
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    const answered = await this.orRefuse(answer, { caller, record, call })
    if (answered.degraded) record.tellDegraded(answered.degraded, answered.candidate)

    keep.remember(answered.candidate)
    const stream = settleStream(answered.opened, {
      settle: async (end) => {
        const nano = await record.settle(answered, end)
        if (end.kind !== "finished") askForCost()
        return nano
      },
      cutOff: (failure) => refuse.cutOff(answered.candidate.model.id, failure),
      aborted: () => call.abortSignal?.aborted ?? false,
    })
    return { stream }
  }

  /** Who calls, once nothing stands against any call of theirs. */
  private recognise({ headers = {} }: LanguageModelV3CallOptions): Caller {
    const handshake = this.deps.shakeHands(headers)
    if (handshake.kind === "stranger") throw refuse.stranger()
    const { caller } = handshake
    const { error } = caller.instance.loaded
    if (error) throw refuse.brokenConfig(error)
    return caller
  }

  private findKey({ instance }: Caller): string {
    const key = instance.apiKey()
    if (!key) throw refuse.noKey()
    return key
  }

  /** Reads the turn, and decides which models may answer it. */
  private choose(call: LanguageModelV3CallOptions, caller: Caller) {
    const routing = applyProfile(caller.instance.loaded.config)
    const turn = readTurn(call)
    const asked = { asked: this.modelId, agent: caller.agent, turn, routing, findModel, classify }
    const decided = holdDecision(caller, turn, this.modelId, () => decide(asked))
    if (decided.kind === "unknown-model") throw refuse.unknownModel(decided.id)
    const { decision, keep } = decided
    if (decision.candidates.length === 0) throw refuse.noModelFits(`the ${decision.tier} tier`)
    return { asked, turn, routing, decision, keep }
  }

  /** An answer, or the sentence that says why there is none. */
  private async orRefuse(answer: Answer, { caller, record, call }: Refusable): Promise<Answered> {
    if (answer.kind === "answered") return answer
    const { outcome, loaded, environment } = caller.instance
    if (answer.kind === "over-budget") {
      if (caller.agent !== "title") outcome.budgetStopped = true // a run goes on without a title
      await record.refused(answer.refused.scope)
      const setBy = limitSetBy(caller.instance, answer.refused)
      throw refuse.overBudget(answer.refused, loaded.config.budgets.onLimit, setBy)
    }
    if (answer.kind === "too-many-calls") {
      outcome.budgetStopped = true
      await record.refused(`calls-per-${answer.refused.per}`)
      throw refuse.tooManyCalls(answer.refused)
    }
    if (call.abortSignal?.aborted) throw call.abortSignal.reason
    throw refuse.givenUp(answer.tries, environment.baseUrl)
  }

  async doGenerate(call: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    const { stream } = await this.doStream(call)
    return collectStream(stream)
  }
}
