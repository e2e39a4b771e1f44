// What calls come to together, and what such sums are asked for by. Types only.
import type { TaskClass, Tier } from "../config/index.ts"

/** Nano-dollars, 1e-9 USD. */
export type Nano = bigint

export interface Usage {
  inputTokens: number
  cachedTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
}

/** Calls added up. */
export interface Totals {
  calls: number
  /** Settled at cost, and estimated ones at what they are taken to have cost. */
  spentNano: Nano
  /** The part of `spentNano` that is estimated. */
  estimatedNano: Nano
  /** Held for calls whose cost is not known: running or killed. */
  pendingNano: Nano
  baselineNano: Nano
  cacheSavedNano: Nano
  usage: Usage
  fallbacks: number
  errors: number
  /** Counts by bucket (histogram.ts). */
  timeToFirstToken: Record<string, number>
  duration: Record<string, number>
}

/** One hour of calls that have all of these in common, added up as they are written; see totals.ts. */
export interface HourTotals extends Totals {
  /** Start of the UTC hour. */
  hour: Date
  project: string
  rootSession: string
  agent: string
  tier: Tier | null
  class: TaskClass | null
  /** The model used, or the one that money was held for. */
  model: string
  provider: string
}

/** `session` is the root session, `day` a UTC day such as 2026-11-22. */
export type TotalsGroup = "model" | "tier" | "project" | "session" | "agent" | "day"

export interface GroupTotals extends Totals {
  /** What these calls have in common; "none" where they have no tier, "all" where no group was asked for. */
  key: string
}

export interface GroupQuery {
  /** Its whole hour counts; null is from the beginning. */
  since: Date | null
  /** Exclusive; its hour does not count. */
  until?: Date
  by?: TotalsGroup | undefined
}

/** What sums can be taken by besides time; `session` is the root session. */
export type SumsKey = Exclude<TotalsGroup, "day"> | "provider" | "class"

/** Only calls that have all of these in common; an empty tier is none. */
export type SumsPart = Partial<Record<SumsKey, string>>

export interface SumsQuery {
  /** Its whole hour counts; null is from the beginning. */
  since: Date | null
  /** Exclusive; of an hour that it is within, the whole counts. */
  until?: Date | undefined
  part?: SumsPart | undefined
  by?: SumsKey | undefined
  /** One row for each UTC hour or day that has calls, too. */
  bucket?: "hour" | "day" | undefined
  order?: "dearest" | "newest" | undefined
  most?: number | undefined
  /** False leaves out the times of calls, which are most of the work. */
  times?: boolean | undefined
}

export interface TotalsOf extends GroupTotals {
  /** Its start; null where none was asked for. */
  bucket: Date | null
  /** The hours of the first and the last of these calls. */
  first: Date
  last: Date
  /** The project and the provider of one of these calls. */
  project: string
  provider: string
}

/** What was blocked; tier and model are no part of a tool call. */
export interface BlockedQuery extends Pick<SumsQuery, "since" | "until" | "part"> {
  rule?: string | undefined
}

/** The most calls first. */
export interface NamesOf {
  projects: string[]
  agents: string[]
  models: string[]
}

export interface NewestQuery extends Pick<SumsQuery, "since" | "until" | "part"> {
  /** Only those that took more than one try, or failed. */
  troubled?: boolean
  most: number
}
