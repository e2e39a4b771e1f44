// What any ledger can do, whatever store is under it: hold, settle, count, record, read. Types only.
import type { BudgetScope, TaskClass, Tier } from "../config/index.ts"

/** Nano-dollars, 1e-9 USD. */
export type Nano = bigint

/** `held -> settled | estimated | unreconciled`; the last two go on to `settled` by reconciling. */
export type CallStatus = "held" | "settled" | "estimated" | "unreconciled"

/** What is known of a call before it is made. */
export interface CallStart {
  id: string
  startedAt: Date
  /** The project's root directory. */
  project: string
  session: string
  rootSession: string
  /** One process's run of OpenCode. */
  run: string
  /** The human ask (OpenCode's user message) that the call belongs to. */
  turn: string
  agent: string
  class: TaskClass | null
  tier: Tier | null
  /** Why this model: one of provider/decide.ts's causes. */
  cause: string
  signals: string[]
  /** What OpenCode asked for: auto, a tier, or a model id. */
  modelAsked: string
  /** The model the money is held for; a later attempt may differ from it. */
  model: string
  /** "openrouter", or the id of another OpenCode provider. */
  provider: string
}

/** The most a call can cost; `facts` and proofs in ledger/bound.ts. */
export interface Bound {
  inputNano: Nano
  /** Nano-dollars per million output tokens. */
  outputNanoPerMillion: Nano
  maxOutputTokens: number
  /** Below this many output tokens a lowered call is not worth making. */
  minOutputTokens: number
}

export interface Limit {
  scope: BudgetScope
  limitNano: Nano
}

export type HoldOutcome =
  /** `maxOutputTokens` may be lower than asked: what the budget affords. */
  | { kind: "held"; heldNano: Nano; maxOutputTokens: number }
  | { kind: "over-budget"; scope: BudgetScope; limitNano: Nano; spentNano: Nano; neededNano: Nano }

export interface Usage {
  inputTokens: number
  cachedTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
}

export interface Settlement {
  status: "settled" | "estimated" | "unreconciled"
  /** How it ended: "ok", or the kind of failure. */
  outcome: string
  costNano: Nano
  /** The same tokens at the baseline's prices. */
  baselineNano: Nano
  usage: Usage
  model: string
  generationId: string | null
  timeToFirstTokenMs: number | null
  durationMs: number
  /** Upstream calls it took, fallbacks included. */
  attempts: number
}

export interface Call extends CallStart, CallProgress {
  status: CallStatus
  heldNano: Nano
}

/** A settlement's fields while there may be none yet. */
export interface CallProgress {
  outcome: string | null
  costNano: Nano
  baselineNano: Nano
  usage: Usage
  modelUsed: string | null
  generationId: string | null
  timeToFirstTokenMs: number | null
  durationMs: number | null
  attempts: number
}

export interface VerdictRow {
  at: Date
  project: string
  session: string
  rootSession: string
  agent: string
  tool: string
  verdict: "allow" | "deny" | "ask"
  rule: string | null
  reason: string | null
  /** What was judged, redacted and cut; null for what was allowed. */
  subject: string | null
}

/** Where a sum is taken: for `session` the root session, for windows the UTC window that `at` falls in. */
export interface SpentQuery {
  scope: BudgetScope
  at: Date
  rootSession?: string
}

export interface Spent {
  /** What counts against a limit: settled at cost, everything else at what was held. */
  countedNano: Nano
  /** The part of it that is not settled. */
  pendingNano: Nano
}

export interface ReadFilter {
  since?: Date
  /** A session with its subagents, or one subagent's. */
  session?: string
  /** Rows last written after this one (exclusive); `sequence` counts the writes of calls and verdicts together. */
  after?: number
}

export interface Ledger {
  /** Checks every limit and writes the row, in one transaction. */
  hold: (start: CallStart, bound: Bound, limits: Limit[]) => Promise<HoldOutcome>
  /** Replaces the hold of a call that goes to another model; the old one stays when the new does not fit. */
  rehold: (id: string, model: string, bound: Bound, limits: Limit[]) => Promise<HoldOutcome>
  /** Idempotent; never changes a row that is already settled. */
  settle: (id: string, settlement: Settlement) => Promise<void>
  /** Keeps upstream's id as soon as it is known, so that a call that is killed half-way can be reconciled by it. */
  noteGeneration: (id: string, generationId: string) => Promise<void>
  spent: (query: SpentQuery) => Promise<Spent>
  record: (verdict: VerdictRow) => Promise<void>
  calls: (filter: ReadFilter) => Promise<(Call & { sequence: number })[]>
  verdicts: (filter: ReadFilter) => Promise<(VerdictRow & { sequence: number })[]>
  /** Rows that `reconcile` can better: estimated and unreconciled. */
  unsettled: () => Promise<Call[]>
  close: () => Promise<void>
}
