// How models and providers are.
import * as z from "zod"
import { count, percentiles, period, share, time } from "./common.ts"

const rest = z.object({
  /** `model:ID`, `provider:NAME` or `key:…`. */
  key: z.string(),
  /** In a row. */
  failures: count,
  reason: z.string(),
  detail: z.string(),
  at: time,
  until: time,
  /** It is left alone just now. */
  resting: z.boolean(),
})
export type RestOfDashboard = z.infer<typeof rest>

/** Of the last hour, and availability of the last 24 hours against its objective; `since` is 24 hours ago. */
export const healthSchema = z.object({
  ...period,
  hour: z.array(
    z.object({
      kind: z.enum(["model", "provider"]),
      name: z.string(),
      calls: count,
      /** Of ended calls, a person's own stop left out; null where none ended. */
      successShare: share.nullable(),
      timeToFirstTokenMs: percentiles,
      durationMs: percentiles,
      rest: rest.nullable(),
    }),
  ),
  availability: z.object({
    /** 0.99 */
    objective: share,
    calls: count,
    failed: count,
    /** null without calls. */
    share: share.nullable(),
    /** Calls that may fail within the objective. */
    budgetCalls: z.number().nonnegative(),
    /** Of the error budget; 1 is all of it, negative is beyond it. null without calls. */
    budgetLeftShare: z.number().max(1).nullable(),
    met: z.boolean(),
  }),
  /** All that failed of late, resting or not. */
  rests: z.array(rest),
})
export type HealthDocument = z.infer<typeof healthSchema>
