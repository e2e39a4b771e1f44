// What `ralex report --blocks --json` prints.
import * as z from "zod"
import { VERDICT_OUTCOMES } from "../ledger/index.ts"

const count = z.int().nonnegative()
const verdict = z.enum(["allow", "deny", "ask"])

/** null while it is not known, and of rows from before Ralex noted it. */
export const outcomeSchema = z.enum(VERDICT_OUTCOMES).nullable()

const counts = {
  /** What a person let pass afterwards. */
  lifted: count,
  /** Not lifted, and the next call of the session was allowed. */
  wentOn: count,
}

export const blocksDocumentSchema = z.object({
  v: z.literal(1),
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime(),
  total: count,
  ...counts,
  byRule: z.array(z.object({ rule: z.string(), count, ...counts })),
  /** Newest first, at most 50. */
  newest: z.array(
    z.object({
      at: z.iso.datetime(),
      project: z.string(),
      session: z.string(),
      rootSession: z.string(),
      agent: z.string(),
      tool: z.string(),
      verdict,
      rule: z.string(),
      reason: z.string().nullable(),
      /** What was to be done, without its secrets. */
      subject: z.string().nullable(),
      evidence: z.string().nullable(),
      outcome: outcomeSchema,
      /** The next call of the session. */
      next: z
        .object({ tool: z.string(), verdict, outcome: outcomeSchema, exitCode: z.int().nullable() })
        .nullable(),
    }),
  ),
})
export type BlocksDocument = z.infer<typeof blocksDocumentSchema>
