// What any ledger can do, whatever store is under it: hold, settle, count, record, read. Types only.
import type { BudgetScope, TaskClass, Tier } from "../config/index.ts"
import type { Tallies } from "./metrics/tally.ts"
import type { TryBefore } from "./metrics/try-before.ts"
import type { ActionAsked, CodeOutcome, CodeSaid, Permit, PermitOffer } from "./permit.ts"
import type {
  BlockedQuery,
  GroupQuery,
  GroupTotals,
  HourTotals,
  NamesOf,
  Nano,
  NewestQuery,
  SumsQuery,
  TotalsOf,
  Usage,
} from "./sums.ts"
import type { Block, BlockCount, OutcomeNote, VerdictRow } from "./verdict-row.ts"

export type * from "./sums.ts"

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
  /** Why this model: one of provider/decide.ts's causes, or "replayed": it was asked before. */
  cause: string
  signals: string[]
  /** What OpenCode asked for: auto, a tier, or a model id. */
  modelAsked: string
  /** The model the money is held for; a later attempt may differ from it. */
  model: string
  /** "openrouter", or the id of another OpenCode provider. */
  provider: string
  /** Fingerprint of the key that pays, never the key; null for another provider's call. See key-id.ts. */
  keyId: string | null
  /** Counted, and not kept with the call. */
  after?: TryBefore | undefined
}

/** What a sum or a limit is taken over besides its scope; an empty one is everything. */
export interface Part {
  project?: string
  agent?: string
  tier?: Tier
  model?: string
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

/** `part` with its project: a limit that a project's file set. A person may lift it for a while (`Lift`). */
export interface Limit {
  scope: BudgetScope
  limitNano: Nano
  part?: Part
}

/** How often a turn may call, whatever it costs; null is no cap. Against loops: see config's callsPerMinute. */
export interface CallCaps {
  perTurn: number | null
  perMinute: number | null
}

/** A limit as it is in force, lifts applied, and what counts against it. */
export interface Standing extends Limit, Spent {}

export type HoldOutcome =
  /** `maxOutputTokens` may be lower than asked: what the budget affords. `standings` are those with this hold in. */
  | { kind: "held"; heldNano: Nano; maxOutputTokens: number; standings: Standing[] }
  | OverBudget
  | { kind: "too-many-calls"; per: "turn" | "minute"; cap: number }

export interface OverBudget {
  kind: "over-budget"
  scope: BudgetScope
  part?: Part
  limitNano: Nano
  spentNano: Nano
  neededNano: Nano
  /** Not a limit of that scope is meant, but what this machine may spend while the ledger is away (outage/). */
  allowance?: true
}

export interface Settlement {
  status: "settled" | "estimated" | "unreconciled"
  /** How it ended: "ok", or the kind of failure. */
  outcome: string
  costNano: Nano
  /** The same tokens at the baseline's prices. */
  baselineNano: Nano
  /** What the tokens read from the prompt cache would have cost more as fresh ones; of a replay, what the answer cost. */
  cacheSavedNano: Nano
  usage: Usage
  model: string
  generationId: string | null
  timeToFirstTokenMs: number | null
  durationMs: number
  /** What Ralex itself took until it asked the first model; null or left out where that was not measured. */
  overheadMs?: number | null
  /** Upstream calls it took, fallbacks included. */
  attempts: number
}

export interface Call extends CallStart, CallProgress {
  status: CallStatus
  heldNano: Nano
  /** When it was last settled; null while it is held. */
  settledAt: Date | null
}

/** A settlement's fields while there may be none yet. */
export interface CallProgress {
  outcome: string | null
  costNano: Nano
  baselineNano: Nano
  cacheSavedNano: Nano
  usage: Usage
  modelUsed: string | null
  generationId: string | null
  timeToFirstTokenMs: number | null
  durationMs: number | null
  overheadMs?: number | null
  attempts: number
}

/** Where a call stands: what a limit's scope and part are looked up by. */
export interface Where {
  at: Date
  rootSession: string
  turn: string
  run: string
  project: string
  agent: string
  tier: Tier | null
  model: string
}

/** `daily` and the like are the UTC window that `at` falls in; the others need their id. `call` is always zero. */
export interface SpentQuery {
  scope: BudgetScope
  at: Date
  rootSession?: string
  turn?: string
  run?: string
  part?: Part
}

export interface Spent {
  /** What counts against a limit: settled at cost, everything else at what was held. */
  countedNano: Nano
  /** The part of it that is not settled. */
  pendingNano: Nano
}

/** A person's word that a limit is another one for a while; the newest for its scope and part counts. */
export interface Lift {
  at: Date
  scope: BudgetScope
  part: Part
  /** null is no limit. */
  limitNano: Nano | null
  /** Only in this root session; null is everywhere. */
  rootSession: string | null
  /** Exclusive; null is as long as the session. */
  until: Date | null
  /** How the person said it: "ralex budget set", "/ralex-budget". */
  by: string
}

/** Something that a person should know, said once for each `key` by whichever process comes first. */
export interface AlertRow {
  /** Such as "limit:daily:80:2026-11-22"; holds its window. One that begins with "task:" is never read back. */
  key: string
  at: Date
  level: "info" | "warning" | "error"
  text: string
}

/** A model or a provider that failed, and is left alone for a while by all sessions. */
export interface Rest {
  /** `model:ID` or `provider:NAME`, by OpenRouter's names. */
  key: string
  /** In a row. */
  failures: number
  /** Until then it is not asked where others are there; the same as `at` while it is only watched. */
  until: Date
  /** How it failed, such as "overloaded". */
  reason: string
  /** Upstream's own words. */
  detail: string
  at: Date
}

/** A whole answer, kept to be given again. */
export interface KeptResponse {
  /** A hash of all that was asked. */
  key: string
  at: Date
  /** Exclusive. */
  until: Date
  /** The person's text as it came: nothing is taken out, since that would be another answer. */
  body: string
}

/** What a person chose by `/ralex-tier`; null leaves the tier to Ralex. */
export interface TierChoice {
  rootSession: string
  tier: Tier | null
  at: Date
}

/** What one human ask cost, all its calls together; what predictions learn from. */
export interface TurnCost {
  class: TaskClass | null
  tier: Tier | null
  costNano: Nano
  calls: number
}

/** What `GET /key` said once: all that the key was ever billed for, own provider keys included. */
export interface KeyReading {
  keyId: string
  at: Date
  usedNano: Nano
}

export interface BilledQuery {
  keyId: string
  startedFrom: Date
  settledUntil: Date
}

/** Whether the chain of MACs over money rows is whole (seal.ts). */
export type SealReport = { kind: "whole"; checked: number } | { kind: "broken"; reason: string }

export interface ReadFilter {
  since?: Date
  /** Exclusive. */
  until?: Date
  /** A session with its subagents, or one subagent's. */
  session?: string
  /** Rows last written after this one (exclusive); `sequence` counts the writes of calls and verdicts together. */
  after?: number
  /** The first of them alone, in the order of their last writes. */
  most?: number
}

/**
 * All writes are durable when their promise resolves. Every method may reject with a RalexError whose message is a
 * sentence for a person: the store can not be used.
 */
export interface Ledger {
  /** Checks every limit and writes the row, in one transaction. */
  hold: (start: CallStart, bound: Bound, limits: Limit[], caps?: CallCaps) => Promise<HoldOutcome>
  /** Moves the hold of a call to another model; the old one stays when the new does not fit. */
  rehold: (id: string, to: Rehold) => Promise<HoldOutcome>
  /** Idempotent; never changes a row that is already settled. */
  settle: (id: string, settlement: Settlement) => Promise<void>
  /** Keeps upstream's id as soon as it is known, so that a call that is killed half-way can be reconciled by it. */
  noteGeneration: (id: string, generationId: string) => Promise<void>
  /** Lowers what a call without a known cost counts as, once upstream's totals prove that it can not be more. */
  lowerHold: (id: string, heldNano: Nano) => Promise<void>
  /** A time of this machine by the ledger's own clock, which windows and all rows follow. */
  clock: (at: Date) => Promise<Date>
  spent: (query: SpentQuery) => Promise<Spent>
  /** The limits that hold for such a call, lifts applied; those of other agents, tiers or models are left out. */
  standings: (limits: Limit[], where: Where) => Promise<Standing[]>
  lift: (lift: Lift) => Promise<void>
  /** Those that count at a time, for the session or for all. */
  lifts: (at: Date, rootSession?: string) => Promise<Lift[]>
  /** All that were written, whether they still count or not; with a session those for everywhere, too. */
  liftsWritten: (filter: ReadFilter) => Promise<(Lift & { sequence: number })[]>
  /** In place of what was chosen for its session before. */
  noteTierChoice: (choice: TierChoice) => Promise<void>
  record: (verdict: VerdictRow) => Promise<void>
  /** The first word on a call stands; a call without a verdict is passed over. */
  noteOutcomes: (notes: readonly OutcomeNote[]) => Promise<void>
  /** False where the same action has an open one; of many in a session the oldest makes room. */
  offerPermit: (offer: PermitOffer) => Promise<boolean>
  /** Those of a root session whose code was not said yet. */
  openPermits: (rootSession: string, at: Date) => Promise<Permit[]>
  recodePermit: (id: string, code: string) => Promise<void>
  /** A wrong code counts, and after some all open ones of the session are void. */
  grantPermit: (said: CodeSaid) => Promise<CodeOutcome>
  /** True once, for one caller of all processes. */
  takePermit: (asked: ActionAsked) => Promise<boolean>
  /** True for the one caller, of all processes, who is to say it. */
  claimAlert: (alert: AlertRow) => Promise<boolean>
  alerts: (since: Date) => Promise<AlertRow[]>
  /** All that are known, over or not. */
  rests: () => Promise<Rest[]>
  /** In place of what was known of its key. */
  noteRest: (rest: Rest) => Promise<void>
  endRests: (keys: readonly string[]) => Promise<void>
  /** Undefined for one that is not kept, or over. */
  response: (key: string, at: Date) => Promise<KeptResponse | undefined>
  /** In place of what was kept by its key; what was used longest ago makes room for it. */
  keepResponse: (response: KeptResponse, maxBytes: number) => Promise<void>
  forgetResponses: (keys: readonly string[]) => Promise<void>
  /** Deletes those that are over. */
  endResponses: (at: Date) => Promise<void>
  calls: (filter: ReadFilter) => Promise<(Call & { sequence: number })[]>
  verdicts: (filter: ReadFilter) => Promise<(VerdictRow & { sequence: number })[]>
  /** What was not allowed, counted by rule; null is from the beginning. */
  blocks: (since: Date | null) => Promise<BlockCount[]>
  /** Each of them, and each that a person lifted, newest first, with what came next in its session. */
  blockRows: (since: Date | null) => Promise<Block[]>
  /** Whole hours from the one that `since` is in; null is from the beginning. */
  totals: (since: Date | null) => Promise<HourTotals[]>
  /** The same hours added up, so that a report of many costs little. */
  groupTotals: (query: GroupQuery) => Promise<GroupTotals[]>
  /** The same for charts and tables: by hour or day, of a part of the calls. */
  sums: (query: SumsQuery) => Promise<TotalsOf[]>
  /** How many groups there are, whatever `most` says. */
  countSums: (query: SumsQuery) => Promise<number>
  /** Of all calls of that time. */
  names: (query: Pick<SumsQuery, "since" | "until">) => Promise<NamesOf>
  /** The newest first. */
  newestCalls: (query: NewestQuery) => Promise<(Call & { sequence: number })[]>
  /** In the order they began, at most so many. */
  callsOfSession: (rootSession: string, most: number) => Promise<(Call & { sequence: number })[]>
  /** Blocked, or lifted; the newest first. */
  newestBlocks: (query: BlockedQuery & { most: number }) => Promise<(VerdictRow & { sequence: number })[]>
  /** Blocked alone. */
  countBlocked: (query: BlockedQuery) => Promise<number>
  /** What was blocked, or lifted, in sessions of these ids; the oldest first. */
  blocksOf: (sessions: readonly string[]) => Promise<(VerdictRow & { sequence: number })[]>
  /** The `sequence` of the newest row. */
  lastWrite: () => Promise<number>
  /** Numbers that only ever grow, and what is not settled yet. */
  tallies: () => Promise<Tallies>
  /** The newest turns that have ended, at most `count`, newest first. */
  turnCosts: (count: number) => Promise<TurnCost[]>
  /** Rows that `reconcile` can better: estimated and unreconciled. */
  unsettled: () => Promise<Call[]>
  /** What settled calls of a key cost, of those that started and were settled in between. */
  billed: (query: BilledQuery) => Promise<Nano>
  noteKey: (reading: KeyReading) => Promise<void>
  keyReadings: (keyId: string) => Promise<KeyReading[]>
  /** Looks at the newest lines, or with `all` at every one that is kept. */
  verify: (all?: boolean) => Promise<SealReport>
  /** Deletes settled calls, verdicts and alerts from before; sums and totals stay. @returns rows deleted. */
  prune: (before: Date) => Promise<number>
  close: () => Promise<void>
}

/** A failed try's hold, moved to the next candidate. */
export interface Rehold {
  model: string
  tier: Tier | null
  bound: Bound
  limits: Limit[]
  after?: TryBefore | undefined
}
