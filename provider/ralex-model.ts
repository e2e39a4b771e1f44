// The life of a model call, as prose: handshake, read the turn, classify and decide, hold the money, call with
// fallback, stream, settle. Each step is a file of its own.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import { applyProfile } from "../config/index.ts"
import { findModel, openBooks } from "../ledger/index.ts"
import { CallRecord } from "./call-record.ts"
import { callWithFallback } from "./call-with-fallback.ts"
import { classify } from "./classify.ts"
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

export class RalexModel implements LanguageModelV3 {
  readonly specificationVersion = "v3"
  readonly provider = "ralex"
  readonly supportedUrls = {}

  constructor(
    readonly modelId: string,
    private readonly deps: ModelDeps,
  ) {}

  async doStream(call: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    const { caller, apiKey } = this.admit(call)
    const { instance } = caller
    const { asked, turn, routing, decision, keep } = this.choose(call, caller)
    const books = await openBooks(instance)
    if (books.kind === "closed") throw refuse.noLedger(books.reason)
    const record = new CallRecord({
      ...books,
      caller,
      decision,
      turn,
      asked: this.modelId,
      routing,
      deps: this.deps,
    })

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
      close: (id, candidate, tried, generationId) => record.close(id, candidate, tried, generationId),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    if (answer.kind === "over-budget") {
      if (caller.agent !== "title") instance.outcome.budgetStopped = true // a run goes on without a title
      await record.refused(answer.refused)
      throw refuse.overBudget(answer.refused, instance.loaded.config.budgets.onLimit)
    }
    if (call.abortSignal?.aborted && answer.kind === "failed") throw call.abortSignal.reason
    if (answer.kind === "failed") throw refuse.givenUp(answer.tries, instance.environment.baseUrl)
    if (answer.degraded) record.tellDegraded(answer.degraded, answer.candidate)

    keep.remember(answer.candidate)
    const stream = settleStream(answer.opened, {
      settle: async (end) => {
        const nano = await record.settle(answer, end)
        const { baseUrl } = instance.environment
        if (end.kind !== "finished")
          reconcileSoon({ ledger: books.ledger, apiKey, baseUrl, baseline: routing.baseline })
        return nano
      },
      cutOff: (failure) => refuse.cutOff(answer.candidate.model.id, failure),
      aborted: () => call.abortSignal?.aborted ?? false,
    })
    return { stream }
  }

  /** Who calls, once nothing stands against any call of theirs. */
  private admit({ headers = {} }: LanguageModelV3CallOptions): { caller: Caller; apiKey: string } {
    const handshake = this.deps.shakeHands(headers)
    if (handshake.kind === "stranger") throw refuse.stranger()
    const { caller } = handshake
    const { loaded, apiKey } = caller.instance
    if (loaded.error) throw refuse.brokenConfig(loaded.error)
    const key = apiKey()
    if (!key) throw refuse.noKey()
    return { caller, apiKey: key }
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

  /** OpenCode's sessions only stream. */
  async doGenerate(): Promise<LanguageModelV3GenerateResult> {
    throw refuse.streamsOnly()
  }
}
