// A change of OpenRouter's list as `ralex models --refresh --json` prints it; part of contract.ts.
import * as z from "zod"
import { TIERS } from "../config/index.ts"

/** USD per million tokens. */
const listPrice = z.object({ inputUsd: z.number(), outputUsd: z.number() })

export const catalogueChangeSchema = z.object({
  kind: z.enum(["new", "gone", "dearer", "cheaper"]),
  id: z.string(),
  /** The tiers that name it. */
  tiers: z.array(z.enum(TIERS)),
  was: listPrice.nullable(),
  now: listPrice.nullable(),
})
