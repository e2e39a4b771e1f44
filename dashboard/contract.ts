// The shapes of every view of the dashboard as JSON: what the server answers and what the page reads. Documents carry
// `v: 1`. Money is nano-dollars as a string (`…Nano`) and USD as a number for people (`…Usd`); times are ISO, in UTC.
import * as z from "zod"
import { TIERS } from "../config/index.ts"
import { blocksSchema } from "./schemas/block-schema.ts"
import { fallbacksSchema } from "./schemas/call-schema.ts"
import { feedSchema } from "./schemas/feed-schema.ts"
import { healthSchema } from "./schemas/health-schema.ts"
import {
  groupsSchema,
  latencySchema,
  overviewSchema,
  seriesSchema,
  sessionsSchema,
} from "./schemas/money-schema.ts"
import { sessionSchema } from "./schemas/session-schema.ts"
import { settingsSchema } from "./schemas/settings-schema.ts"
import { BUCKETS, GROUP_KEYS, SERIES_KEYS, type ViewName } from "./view-names.ts"

export * from "./schemas/block-schema.ts"
export * from "./schemas/call-schema.ts"
export type { TotalsDocument } from "./schemas/common.ts"
export * from "./schemas/feed-schema.ts"
export * from "./schemas/health-schema.ts"
export * from "./schemas/money-schema.ts"
export * from "./schemas/session-schema.ts"
export * from "./schemas/settings-schema.ts"
export * from "./view-names.ts"

/**
 * What the address may say after `?`, the same for each view; what a view has no use for is ignored. `since` and
 * `until` are a time, a day (2026-11-22) or a span back from now (24h, 7d, 2w). An empty value is none.
 */
export const filterSchema = z.strictObject({
  /** From when; whole hours count where sums are shown. Left out: from the beginning (`feed`: the last 24 hours). */
  since: z.string().optional(),
  /** Exclusive. */
  until: z.string().optional(),
  project: z.string().optional(),
  /** The root session: its subagents are in it. `session` needs it. */
  session: z.string().optional(),
  agent: z.string().optional(),
  /** `none` is what has no tier: calls of other providers. */
  tier: z.enum([...TIERS, "none"]).optional(),
  model: z.string().optional(),
  /** For `blocks` and `feed`. */
  rule: z.string().optional(),
  /** For `series`: left out, hours up to three days and days beyond. */
  bucket: z.enum(BUCKETS).optional(),
  /** For `series` (`none` when left out), and for `groups` (`tier` when left out). */
  by: z.enum([...SERIES_KEYS, ...GROUP_KEYS]).optional(),
})
export type FilterText = z.infer<typeof filterSchema>

/** What each view answers. */
export const viewSchemas = {
  overview: overviewSchema,
  series: seriesSchema,
  groups: groupsSchema,
  latency: latencySchema,
  health: healthSchema,
  fallbacks: fallbacksSchema,
  blocks: blocksSchema,
  feed: feedSchema,
  sessions: sessionsSchema,
  session: sessionSchema,
  settings: settingsSchema,
} as const satisfies Record<ViewName, z.ZodType>

export type ViewDocuments = { [Name in ViewName]: z.infer<(typeof viewSchemas)[Name]> }
