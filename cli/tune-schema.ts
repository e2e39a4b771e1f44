// What `ralex tune --json` prints.
import * as z from "zod"
import { CLASSES, TIERS } from "../config/index.ts"

const count = z.int().nonnegative()

export const tuneDocumentSchema = z.object({
  v: z.literal(1),
  since: z.iso.datetime(),
  classes: z.array(
    z.object({
      class: z.enum(CLASSES),
      /** Where its asks go now. */
      tier: z.enum(TIERS),
      /** Of those that began a tier lower, since checks judge them (`verify.cheapFirst`). */
      beganLower: z.boolean(),
      turns: count,
      failed: count,
      /** 90 % interval of the share that fails. */
      low: z.number(),
      high: z.number(),
      proposal: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("too-little"), missing: count }),
        z.object({ kind: z.literal("keep") }),
        z.object({ kind: z.literal("raise"), to: z.enum(TIERS), limit: z.number() }),
      ]),
    }),
  ),
  /** A threshold for medium asks that would surely be better; null where there is none. */
  smartFrom: z
    .object({
      smartFrom: z.number(),
      turns: count,
      failed: count,
      low: z.number(),
      high: z.number(),
      limit: z.number(),
    })
    .nullable(),
})
export type TuneDocument = z.infer<typeof tuneDocumentSchema>
