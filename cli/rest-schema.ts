// Who is left alone since it failed, as `ralex models --json` prints it; part of contract.ts.
import * as z from "zod"

export const restSchema = z.object({
  /** `model:ID`, `provider:NAME`, or `model::free` for all free models. */
  key: z.string(),
  /** In a row. */
  failures: z.int().nonnegative(),
  until: z.iso.datetime(),
  /** How it failed, such as "overloaded". */
  reason: z.string(),
  /** Upstream's own words, without secrets. */
  detail: z.string(),
  /** It is left alone now; else it is only watched, or about to be tried again. */
  resting: z.boolean(),
})
