// Tool calls that were not allowed.
import * as z from "zod"
import { count, period, time } from "./common.ts"

const verdictWord = z.enum(["allow", "deny", "ask"])
const verdictOutcome = z.enum(["ran", "failed", "blocked", "lifted", "rejected", "never-ran"])

export const blockSchema = z.object({
  sequence: count,
  at: time,
  project: z.string(),
  session: z.string(),
  rootSession: z.string(),
  agent: z.string(),
  tool: z.string(),
  /** `ask` is a denial that a person may lift once. */
  verdict: verdictWord,
  rule: z.string(),
  reason: z.string().nullable(),
  /** What was judged, redacted and cut. */
  subject: z.string().nullable(),
  evidence: z.string().nullable(),
  outcome: verdictOutcome.nullable(),
  /** The next call of its session. */
  next: z
    .object({
      tool: z.string(),
      verdict: verdictWord,
      outcome: verdictOutcome.nullable(),
      exitCode: z.int().nullable(),
    })
    .nullable(),
})
export type BlockOfDashboard = z.infer<typeof blockSchema>

/** The newest first, at most MOST_ROWS; the counts are of all. */
export const blocksSchema = z.object({
  ...period,
  total: count,
  /** What a person let pass afterwards. */
  lifted: count,
  /** Those after which the next call of the session was another one, and was allowed. */
  wentOn: count,
  byRule: z.array(z.object({ rule: z.string(), count, lifted: count, wentOn: count })),
  newest: z.array(blockSchema),
})
export type BlocksOfDashboard = z.infer<typeof blocksSchema>
