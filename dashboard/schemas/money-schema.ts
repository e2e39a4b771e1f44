// Views of sums: what was spent against limits, over time, by group and session, and how long it took.
import * as z from "zod"
import { budgetScopes } from "../../config/index.ts"
import { BUCKETS, GROUP_KEYS, SERIES_KEYS } from "../view-names.ts"
import { count, money, nano, percentiles, period, tier, time, totals } from "./common.ts"

/** What a limit counts; an empty one counts everything. */
const part = z.object({
  project: z.string().optional(),
  agent: z.string().optional(),
  tier: tier.optional(),
  model: z.string().optional(),
})

const forecast = z.object({
  perHourNano: nano,
  perHourUsd: z.number(),
  /** At the end of the window. */
  expectedNano: nano,
  expectedUsd: z.number(),
  /** null where the limit will not be met in this window. */
  limitMetAt: time.nullable(),
})

/** One limit in force, or, with a limit of null, a window's sum without one. */
const budget = z.object({
  scope: z.enum(budgetScopes),
  part,
  /** In words, such as "the daily budget of tier premium". */
  name: z.string(),
  limitNano: nano.nullable(),
  limitUsd: z.number().nullable(),
  /** Settled; null for a scope that has no sum of its own here (a turn, a call, no session named). */
  spentNano: nano.nullable(),
  spentUsd: z.number().nullable(),
  /** Held or estimated: it counts against the limit as well. */
  heldNano: nano.nullable(),
  heldUsd: z.number().nullable(),
  /** May be below zero. */
  leftNano: nano.nullable(),
  leftUsd: z.number().nullable(),
  resetsAt: time.nullable(),
  crossed: z.boolean(),
  /** The file or variable that set it; null where there is no limit. */
  setBy: z.string().nullable(),
  /** How a person lifted it, and until when; null where nobody did. */
  lift: z
    .object({
      insteadOfNano: nano,
      insteadOfUsd: z.number(),
      at: time,
      until: time.nullable(),
      by: z.string(),
    })
    .nullable(),
  forecast: forecast.nullable(),
})
export type BudgetOfDashboard = z.infer<typeof budget>

/** Totals follow the filters, budgets do not: a limit counts what it counts. */
export const overviewSchema = z.object({
  ...period,
  totals,
  budgets: z.array(budget),
  /** Why a file of the configuration can not be used: no limit is told then, and Ralex makes no call. */
  configError: z.string().nullable(),
  onLimit: z.enum(["degrade", "stop"]),
  /** The model that savings are measured against. */
  baselineModel: z.string(),
  blocks: count,
  /** What the filters can be set to, the most calls first. */
  choices: z.object({
    projects: z.array(z.string()),
    agents: z.array(z.string()),
    models: z.array(z.string()),
  }),
})
export type OverviewDocument = z.infer<typeof overviewSchema>

const point = z.object({
  /** The start of the hour or UTC day. */
  at: time,
  calls: count,
  ...money,
  errors: count,
  fallbacks: count,
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})
export type SeriesPoint = z.infer<typeof point>

/** Each series has the same times, without gaps: a bucket without calls is zero. The most spent comes first. */
export const seriesSchema = z.object({
  ...period,
  bucket: z.enum(BUCKETS),
  by: z.enum(SERIES_KEYS),
  /** `key` is "all" where `by` is none, and "others" for what is beyond the first ten. */
  series: z.array(z.object({ key: z.string(), points: z.array(point) })),
})
export type SeriesDocument = z.infer<typeof seriesSchema>

/** The dearest first. */
export const groupsSchema = z.object({
  ...period,
  by: z.enum(GROUP_KEYS),
  totals,
  groups: z.array(totals.extend({ key: z.string() })),
  /** Groups beyond MOST_ROWS that are not shown. */
  left: count,
})
export type GroupsDocument = z.infer<typeof groupsSchema>

/** Histograms as steps: how many calls took about so long. */
const steps = z.array(z.object({ ms: z.number(), calls: count }))

/** The same by model; the most calls first. */
export const latencySchema = z.object({
  ...period,
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
  timeToFirstToken: steps,
  duration: steps,
  models: z.array(
    z.object({
      model: z.string(),
      provider: z.string(),
      calls: count,
      timeToFirstTokenMs: percentiles,
      durationMs: percentiles,
    }),
  ),
})
export type LatencyDocument = z.infer<typeof latencySchema>

/** The newest first, at most MOST_ROWS. */
export const sessionsSchema = z.object({
  ...period,
  sessions: z.array(
    totals.extend({
      session: z.string(),
      project: z.string(),
      /** Hours of its first and last call. */
      firstAt: time,
      lastAt: time,
    }),
  ),
  left: count,
})
export type SessionsDocument = z.infer<typeof sessionsSchema>
