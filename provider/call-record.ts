// The ledger's side of one model call: holds, moves and settles its money, and writes down how it was decided.
import { type Routing, withoutRetryWords } from "../config/index.ts"
import {
  boundOf,
  type CallCaps,
  type CallStart,
  cacheSavingOf,
  costOf,
  findModel,
  formatUsd,
  type HoldOutcome,
  keyIdOf,
  type Ledger,
  type Limit,
  nanoToUsd,
  priceAt,
  type Settlement,
} from "../ledger/index.ts"
import type { Answer, FailedTry, OverBudget } from "./call-with-fallback.ts"
import type { Candidate, Decision } from "./decide.ts"
import { endOf, NOTHING_USED } from "./end-of-call.ts"
import type { Turn } from "./read-turn.ts"
import type { StreamEnd } from "./settle-stream.ts"
import type { Caller } from "./shake-hands.ts"
import type { MaxPrice } from "./upstream-model.ts"

export interface CallRecordDeps {
  ledger: Ledger
  limits: Limit[]
  caps: CallCaps
  apiKey: string
  caller: Caller
  decision: Decision
  turn: Turn
  asked: string
  routing: Routing
  deps: { now: () => number; newId: () => string }
}

type Answered = Extract<Answer, { kind: "answered" }>

/** OpenCode's own default for an answer's length. */
const DEFAULT_OUTPUT_TOKENS = 32_000

export class CallRecord {
  private readonly startedAt: number
  private attempts = 0

  constructor(private readonly given: CallRecordDeps) {
    this.startedAt = given.deps.now()
  }

  /** Holds the worst case of a candidate; moves the hold of a failed try when there is one. */
  async hold(
    { model, tier }: Candidate,
    wanted: number | undefined,
    previous: string | undefined,
  ): Promise<{ id: string; outcome: HoldOutcome }> {
    const { ledger, limits, turn } = this.given
    const maxOutputTokens = wanted ?? DEFAULT_OUTPUT_TOKENS
    const bound = boundOf(turn, model, maxOutputTokens)
    const id = previous ?? this.given.deps.newId()
    const outcome = previous
      ? await ledger.rehold(id, { model: model.id, tier: tier ?? this.given.decision.tier, bound, limits })
      : await ledger.hold(this.start(id, model.id, tier), bound, limits, this.caps())
    if (outcome.kind === "held") this.attempts++
    return { id, outcome }
  }

  /** What the hold was counted with, so that OpenRouter takes no dearer endpoint; free where no budget is set. */
  maxPrice({ model }: Candidate): MaxPrice | undefined {
    if (this.given.limits.length === 0) return undefined
    const price = priceAt(model, this.given.turn.promptBytes)
    return { prompt: nanoToUsd(price.inputNanoPerMillion), completion: nanoToUsd(price.outputNanoPerMillion) }
  }

  /** So that a call whose process dies in its stream can be reconciled by its id. Must not break the call. */
  noteGeneration(id: string, generationId: string): void {
    this.given.ledger.noteGeneration(id, generationId).catch(() => {})
  }

  /** Ends the row of a try that gave no answer. */
  async close(
    id: string,
    { model }: Candidate,
    { failure }: FailedTry,
    generationId: string | null,
  ): Promise<void> {
    await this.given.ledger.settle(id, {
      status: failure.billable ? "unreconciled" : "settled",
      outcome: failure.kind,
      costNano: 0n,
      baselineNano: 0n,
      cacheSavedNano: 0n,
      usage: NOTHING_USED,
      model: model.id,
      generationId,
      timeToFirstTokenMs: null,
      durationMs: this.elapsed(),
      attempts: this.attempts,
    })
  }

  /** Settles an answer; never throws, since accounting must not break a stream that runs. */
  async settle({ callId, candidate, opened }: Answered, end: StreamEnd): Promise<bigint> {
    const { turn, routing, ledger, caller } = this.given
    const found = endOf(end, candidate.model, turn.promptBytes)
    const baseline = findModel(routing.baseline)
    const settlement: Settlement = {
      ...found,
      baselineNano: baseline ? costOf(found.usage, baseline) : found.costNano,
      cacheSavedNano: cacheSavingOf(found.usage, candidate.model),
      model: candidate.model.id,
      generationId: opened.generationId,
      timeToFirstTokenMs: opened.timeToFirstTokenMs,
      durationMs: this.elapsed(),
      attempts: this.attempts,
    }
    try {
      await ledger.settle(callId, settlement)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const cost = formatUsd(found.costNano)
      caller.instance.tell({
        level: "error",
        text: `Ralex could not write ${cost} of ${candidate.model.id} to the ledger: ${reason}`,
      })
    }
    return found.costNano
  }

  /** A call that was not made, for `ralex log`. */
  async refused(budget: string): Promise<void> {
    const { caller, ledger, asked, deps } = this.given
    await ledger.record({
      at: new Date(deps.now()),
      project: caller.instance.project,
      session: caller.session,
      rootSession: caller.rootSession,
      agent: caller.agent,
      tool: "model-call",
      verdict: "deny",
      rule: `budget.${budget}`,
      reason: `the ${budget} budget is reached`,
      subject: asked,
    })
  }

  tellDegraded({ scope, limitNano }: OverBudget, { model }: Candidate): void {
    const text = `Ralex: the ${scope} budget of ${formatUsd(limitNano)} has no room for the chosen model; going on with ${model.id}.`
    this.given.caller.instance.tell({ level: "warning", text: withoutRetryWords(text) })
  }

  private start(id: string, model: string, tier: Candidate["tier"]): CallStart {
    const { caller, decision, asked } = this.given
    const { instance, session, rootSession, turn, agent } = caller
    return {
      id,
      startedAt: new Date(this.given.deps.now()),
      project: instance.project,
      session,
      rootSession,
      run: instance.run,
      turn,
      agent,
      class: decision.class,
      tier: tier ?? decision.tier,
      cause: decision.cause,
      signals: decision.signals,
      modelAsked: asked,
      model,
      provider: "openrouter",
      keyId: keyIdOf(this.given.apiKey),
    }
  }

  /** A script without the plugin says no turn, so its calls can not be told apart by turns. */
  private caps(): CallCaps | undefined {
    return this.given.caller.turn === "" ? undefined : this.given.caps
  }

  private elapsed(): number {
    return this.given.deps.now() - this.startedAt
  }
}
