// A single call, and those that did not go straight.
import * as z from "zod"
import { CLASSES } from "../../config/index.ts"
import { count, nano, period, tier, time } from "./common.ts"

export const callLine = z.object({
  id: z.string(),
  at: time,
  project: z.string(),
  session: z.string(),
  rootSession: z.string(),
  turn: z.string(),
  agent: z.string(),
  class: z.enum(CLASSES).nullable(),
  tier: tier.nullable(),
  /** Why this model, in one word of the router's. */
  cause: z.string(),
  /** What spoke for it. */
  signals: z.array(z.string()),
  modelAsked: z.string(),
  /** The one that answered, or that money is held for. */
  model: z.string(),
  provider: z.string(),
  status: z.enum(["held", "settled", "estimated", "unreconciled"]),
  /** "ok", or the kind of failure; null while it runs. */
  outcome: z.string().nullable(),
  /** What it cost; what is held for it while that is not known. */
  costNano: nano,
  costUsd: z.number(),
  baselineNano: nano,
  baselineUsd: z.number(),
  inputTokens: count,
  cachedTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** Upstream calls that it took. */
  attempts: count,
})
export type CallOfDashboard = z.infer<typeof callLine>

/** Calls that took more than one try, or failed; the newest first, at most MOST_ROWS. */
export const fallbacksSchema = z.object({
  ...period,
  calls: count,
  fallbacks: count,
  errors: count,
  /** By kind of failure, of `newest` alone; the most often first. */
  byOutcome: z.array(z.object({ outcome: z.string(), calls: count })),
  byModel: z.array(z.object({ model: z.string(), calls: count, fallbacks: count, errors: count })),
  newest: z.array(callLine),
})
export type FallbacksDocument = z.infer<typeof fallbacksSchema>
