// What the views have in common: amounts, times, sums.
import * as z from "zod"
import { TIERS } from "../../config/index.ts"

export const v = z.literal(1)
export const nano = z.string().regex(/^-?\d+$/)
export const count = z.int().nonnegative()
export const time = z.iso.datetime()
export const tier = z.enum(TIERS)
export const share = z.number().min(0).max(1)

/** The stretch of time that a document is about; a `since` of null is from the beginning. */
export const period = { v, at: time, since: time.nullable(), until: time }

/** In milliseconds, right to within 4.5 %; null where nothing was timed. */
export const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()

export const money = {
  spentNano: nano,
  spentUsd: z.number(),
  /** The same tokens at the baseline's prices. */
  baselineNano: nano,
  baselineUsd: z.number(),
  /** Baseline less spent; negative where routing cost more than it saved. */
  savedNano: nano,
  savedUsd: z.number(),
}

export const totals = z.object({
  calls: count,
  ...money,
  /** Of the baseline; null where that is zero. */
  savedShare: z.number().nullable(),
  /** Held for calls whose cost is not known; it is not in `spent`. */
  pendingNano: nano,
  pendingUsd: z.number(),
  estimatedShare: share,
  cacheSavedNano: nano,
  cacheSavedUsd: z.number(),
  inputTokens: count,
  /** Of the input. */
  cachedTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  /** Cached of input; null where there was no input. */
  cacheShare: share.nullable(),
  fallbacks: count,
  errors: count,
  /** Errors of calls; null where there was no call. */
  errorShare: share.nullable(),
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})
export type TotalsDocument = z.infer<typeof totals>
