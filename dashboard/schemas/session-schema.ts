// One session, turn by turn.
import * as z from "zod"
import { CLASSES } from "../../config/index.ts"
import { blockSchema } from "./block-schema.ts"
import { callLine } from "./call-schema.ts"
import { count, nano, period, tier, time, totals } from "./common.ts"

/** What the same tokens had cost with a tier's first model; null where its price is not known. */
const elsewhere = z.array(
  z.object({ tier, model: z.string(), costNano: nano.nullable(), costUsd: z.number().nullable() }),
)

/** `api/session.json?session=ID`; turns and calls in the order they began. */
export const sessionSchema = z.object({
  ...period,
  session: z.string(),
  project: z.string().nullable(),
  totals,
  elsewhere,
  turns: z.array(
    z.object({
      turn: z.string(),
      startedAt: time,
      endedAt: time.nullable(),
      class: z.enum(CLASSES).nullable(),
      tier: tier.nullable(),
      cause: z.string(),
      signals: z.array(z.string()),
      modelAsked: z.string(),
      /** In the order they were used. */
      models: z.array(z.string()),
      costNano: nano,
      costUsd: z.number(),
      inputTokens: count,
      cachedTokens: count,
      outputTokens: count,
      reasoningTokens: count,
      elsewhere,
      calls: z.array(callLine),
      /** What was blocked while it ran. */
      blocks: z.array(blockSchema.omit({ next: true })),
    }),
  ),
  /** Calls that are not among the turns: there are too many, or their rows are older than the ledger keeps. */
  left: count,
  /** They are older. */
  pruned: z.boolean(),
})
export type SessionDocument = z.infer<typeof sessionSchema>
export type TurnOfDashboard = SessionDocument["turns"][number]
