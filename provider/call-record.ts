// The ledger's side of one model call: holds, moves and settles its money, and writes down how it was decided.
import type { Routing } from "../config/index.ts"
import {
  boundOf,
  type CallCaps,
  type CallStart,
  cacheSavingOf,
  costOf,
  exportCall,
  formatUsd,
  holdMoney,
  type Ledger,
  type Limit,
  logCall,
  logVerdict,
  modelFinder,
  nanoToUsd,
  priceAt,
  type Settlement,
  type SpendSeen,
  settleSurely,
  type TryBefore,
  watchSpend,
} from "../ledger/index.ts"
import { answeringModel } from "./answering-model.ts"
import type { LateHeaders } from "./attempt.ts"
import { type CallContent, contentOf } from "./call-content.ts"
import { type CallUsage, callUsage } from "./call-usage.ts"
import type { Answer, AskedToHold } from "./call-with-fallback.ts"
import type { Candidate, Decision } from "./decide.ts"
import { NOTHING_USED } from "./end-of-call.ts"
import type { Failure } from "./failure.ts"
import type { Tried } from "./next-step.ts"
import type { Turn } from "./read-turn.ts"
import type { ReplayEnd } from "./responses/replay-stream.ts"
import type { StreamEnd } from "./settle-stream.ts"
import type { Caller } from "./shake-hands.ts"
import type { MaxPrice } from "./upstream-model.ts"
import { whereOf } from "./where-of.ts"

export interface CallRecordDeps {
  ledger: Ledger
  limits: Limit[]
  caps: CallCaps
  caller: Caller
  decision: Decision
  turn: Turn
  asked: string
  /** When OpenCode called, in epoch milliseconds. */
  begunAt: number
  routing: Routing
  deps: { now: () => number; newId: () => string }
}

type Answered = Extract<Answer, { kind: "answered" }>

/** A replay asks nobody. */
const NO_MONEY = { inputNano: 0n, outputNanoPerMillion: 0n, maxOutputTokens: 0, minOutputTokens: 0 }

type SpendCauses = Pick<SpendSeen, "refusals" | "tiersDown" | "loweredTiers">

interface Wanted {
  /** Output tokens, as OpenCode asked. */
  tokens: number | undefined
  keyId: string
  /** The row of a failed try, whose hold is moved. */
  previous: string | undefined
  /** The late model that this one is asked beside. */
  beside?: string
  /** What this try is made instead of. */
  after?: TryBefore | undefined
}

/** OpenCode's own default for an answer's length. */
const DEFAULT_OUTPUT_TOKENS = 32_000

export class CallRecord {
  private readonly startedAt: number
  private readonly usage: CallUsage
  private attempts = 0
  /** The budget affords less of an answer than was asked for. */
  shortened = false
  private overheadMs: number | null = null
  /** Another one than was given once that one failed, and where no budget is set. */
  private ledger: Ledger
  /** Which ledger has which row. */
  private readonly homes = new Map<string, Ledger>()
  /** As each row was last held. */
  private readonly starts = new Map<string, CallStart>()
  /** Tries that gave no answer. */
  private tries: readonly Tried[] = []
  /** What was sent and said, where the request log keeps it. */
  content: CallContent = {}
  private replayed: CallStart | undefined
  /** The last id on its way to the ledger; a hold that is moved must not get the failed try's after it. */
  private noted: Promise<void> = Promise.resolve()

  constructor(private readonly given: CallRecordDeps) {
    this.startedAt = given.deps.now()
    this.ledger = given.ledger
    this.usage = callUsage({ ...given, startedAt: this.startedAt })
  }

  /** Holds the worst case of a candidate; moves the hold of a failed try when there is one. */
  async hold(
    candidate: Candidate,
    { tokens: wanted, keyId, previous, beside, after }: Wanted,
  ): Promise<AskedToHold> {
    await this.noted
    const { limits, turn, caller, deps } = this.given
    const { model, maxOutputTokens: most = Infinity } = candidate
    const bound = boundOf(turn, model, Math.min(wanted ?? DEFAULT_OUTPUT_TOKENS, most))
    const id = previous ?? deps.newId()
    const tier = candidate.tier ?? this.given.decision.tier
    const home = this.homes.get(id)
    const start = { ...this.start(id, candidate, keyId, beside), after }
    const held = await holdMoney({ ledger: this.ledger, limits }, caller.instance, (ledger) =>
      home === ledger
        ? ledger.rehold(id, { model: model.id, tier, bound, limits, after })
        : ledger.hold(start, bound, limits, this.given.caps),
    )
    if (held.kind === "closed") return held
    const { outcome, ledger } = held
    if (home && home !== ledger) void this.settleIn(home, id, this.endOfTry(model.id, "unknown"))
    this.ledger = ledger
    this.homes.set(id, ledger)
    if (outcome.kind === "held") {
      this.starts.set(id, start)
      this.attempts++
      this.shortened = outcome.maxOutputTokens < bound.maxOutputTokens
    }
    return { kind: "asked", id, outcome, minOutputTokens: bound.minOutputTokens }
  }

  /** A model is asked now: all until the first time was Ralex's own work, and waiting for a turn. */
  noteAsked(): void {
    this.overheadMs ??= this.given.deps.now() - this.given.begunAt
  }

  /** What the hold was counted with, so that OpenRouter takes no dearer endpoint; free where no budget is set. */
  maxPrice({ model }: Candidate): MaxPrice | undefined {
    if (this.given.limits.length === 0) return undefined
    const price = priceAt(model, this.given.turn.promptBytes)
    return { prompt: nanoToUsd(price.inputNanoPerMillion), completion: nanoToUsd(price.outputNanoPerMillion) }
  }

  /** So that a call whose process dies in its stream can be reconciled by its id. Must not break the call. */
  noteGeneration(id: string, generationId: string): void {
    const ledger = this.homeOf(id)
    this.noted = ledger.noteGeneration(id, generationId).catch(() => {})
    this.usage.recall(ledger)
  }

  /** What became known of a try that was stopped, and whose row is closed or about to be. Never throws. */
  async noteLate(id: string, candidate: Candidate, late: LateHeaders): Promise<void> {
    if (late.kind === "named") {
      this.noteGeneration(id, late.generationId)
      return this.noted
    }
    const failure = { ...late.failure, kind: "aborted" as const }
    if (!failure.billable) await this.close(id, candidate, failure, null)
  }

  /** Ends the row of a try that gave no answer. */
  close(id: string, { model }: Candidate, failure: Failure, generationId: string | null): Promise<void> {
    const status = failure.billable ? ("unreconciled" as const) : ("settled" as const)
    // Without an id nobody can say later what it cost: such a row stays at what was held.
    const known = failure.billable && generationId !== null
    const found = known ? this.usage.endOfTry(failure, model, this.elapsed()) : { status }
    const ended = this.endOfTry(model.id, failure.kind)
    return this.settleIn(this.homeOf(id), id, { ...ended, ...found, generationId })
  }

  /** Settles an answer; never throws, since accounting must not break a stream that runs. */
  async settle({ callId, candidate, keyId, opened }: Answered, end: StreamEnd): Promise<bigint> {
    const { routing, caller } = this.given
    const model = answeringModel(candidate.model, opened.answeredBy.modelId)
    const found = this.usage.endOf(end, model, opened.timeToFirstTokenMs)
    const baseline = modelFinder(caller.instance.loaded.config)(routing.baseline)
    const settlement: Settlement = {
      ...found,
      baselineNano: baseline ? costOf(found.usage, baseline) : found.costNano,
      cacheSavedNano: cacheSavingOf(found.usage, model),
      model: model.id,
      generationId: opened.generationId,
      timeToFirstTokenMs: opened.timeToFirstTokenMs,
      durationMs: this.elapsed(),
      overheadMs: this.overheadMs,
      attempts: this.attempts,
    }
    const host = opened.answeredBy.provider ?? null
    this.log(this.start(callId, candidate, keyId), settlement, host)
    await this.settleIn(this.homeOf(callId), callId, settlement)
    return found.costNano
  }

  /** A call that another one's answer is given to: it holds no money, and counts as one all the same. */
  async holdReplay(candidate: Candidate, keyId: string, signal: string): Promise<AskedToHold> {
    const { limits, caller, caps, decision, deps } = this.given
    const id = deps.newId()
    const signals = [signal, `decided as ${decision.cause}`, ...decision.signals]
    const start = { ...this.start(id, candidate, keyId), cause: "replayed", signals }
    this.replayed = start
    const held = await holdMoney({ ledger: this.ledger, limits }, caller.instance, (ledger) =>
      ledger.hold(start, NO_MONEY, limits, caps),
    )
    if (held.kind === "closed") return held
    this.homes.set(id, held.ledger)
    this.starts.set(id, start)
    return { kind: "asked", id, outcome: held.outcome, minOutputTokens: 0 }
  }

  /** With what the answer would have cost: at the baseline's prices, and by its own bill. Never throws. */
  settleReplay(id: string, { model }: Candidate, { outcome, usage, costNano }: ReplayEnd): Promise<void> {
    const { caller, routing } = this.given
    const baseline = modelFinder(caller.instance.loaded.config)(routing.baseline)
    const baselineNano = baseline ? costOf(usage, baseline) : costNano
    const settlement = { ...this.endOfTry(model.id, outcome), baselineNano, cacheSavedNano: costNano }
    if (this.replayed) this.log(this.replayed, settlement, null)
    return this.settleIn(this.homeOf(id), id, settlement)
  }

  billsToTheEnd({ model }: Candidate): boolean {
    return this.usage.billsToTheEnd(model)
  }

  /** A call that was not made, for `ralex log`. What can not be written is refused all the same. */
  async refused(budget: string): Promise<void> {
    const { caller, asked, deps } = this.given
    const row = {
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
    } as const
    logVerdict(row, caller.instance)
    await this.ledger.record(row).catch(() => {})
  }

  /** For the request log: why there was no answer before this one. */
  noteTries(tries: readonly Tried[]): void {
    this.tries = tries
  }

  /** The same of a call that has none. */
  noteUnanswered(candidate: Candidate, error: unknown): void {
    const sentence = error instanceof Error ? error.message : String(error)
    this.log(this.start("", candidate, ""), undefined, null, sentence)
  }

  /** Lets the person know what there is to know now, not awaited by the call. */
  watch({ model, tier }: Candidate, causes: SpendCauses = {}): void {
    const { limits, caller, decision, deps } = this.given
    const where = whereOf(caller, new Date(deps.now()))
    watchSpend({
      ...causes,
      ledger: this.ledger,
      instance: caller.instance,
      limits,
      where: { ...where, model: model.id, tier: tier ?? decision.tier },
    })
  }

  private log(
    start: CallStart,
    settlement: Settlement | undefined,
    host: string | null,
    error: string | null = null,
  ): void {
    const { caller, deps } = this.given
    const failures = this.tries.map(({ at, modelId: model, failure }) => ({
      ...{ at: new Date(at).toISOString(), model, kind: failure.kind, detail: failure.detail },
      provider: failure.upstream ?? failure.provider ?? null,
    }))
    const at = new Date(deps.now())
    const content = () => contentOf(this.content)
    const began = { ...start, startedAt: new Date(this.startedAt) }
    logCall({ at, start: began, settlement, host, error, failures, content }, caller.instance)
  }

  private start(id: string, { model, tier }: Candidate, keyId: string, beside?: string): CallStart {
    const { caller, decision, asked, deps } = this.given
    const { at: startedAt, ...where } = whereOf(caller, new Date(deps.now()))
    return {
      ...where,
      id,
      startedAt,
      session: caller.session,
      class: decision.class,
      tier: tier ?? decision.tier,
      cause: decision.cause,
      signals: [
        ...decision.signals,
        ...(beside ? [`hedge: ${beside} was late, so this was asked as well`] : []),
      ],
      modelAsked: asked,
      model: model.id,
      provider: model.upstream?.name ?? "openrouter",
      keyId: model.upstream ? null : keyId, // by which OpenRouter's books are compared
    }
  }

  /** Of a try that cost nothing. */
  private endOfTry(model: string, outcome: string): Settlement {
    return {
      status: "settled",
      outcome,
      costNano: 0n,
      baselineNano: 0n,
      cacheSavedNano: 0n,
      usage: NOTHING_USED,
      model,
      generationId: null,
      timeToFirstTokenMs: null,
      durationMs: this.elapsed(),
      attempts: this.attempts,
    }
  }

  private settleIn(ledger: Ledger, id: string, settlement: Settlement): Promise<void> {
    const start = this.starts.get(id)
    this.starts.delete(id) // an end that is said twice is one span
    if (start) exportCall(this.given.caller.instance, { start, settlement, endedAt: this.given.deps.now() })
    const what = `${formatUsd(settlement.costNano)} of ${settlement.model}`
    const lost = (reason: string) =>
      this.given.caller.instance.tell({
        level: "error",
        text: `Ralex could not write ${what} to the ledger, it stays counted as held: ${reason}`,
      })
    return settleSurely({ ledger, id, settlement, lost })
  }

  private homeOf(id: string): Ledger {
    return this.homes.get(id) ?? this.ledger
  }

  private elapsed(): number {
    return this.given.deps.now() - this.startedAt
  }
}
