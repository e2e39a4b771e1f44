// What `ralex models --json` prints.
import * as z from "zod"
import { TIERS } from "../config/index.ts"
import { catalogueChangeSchema } from "./catalogue-change-schema.ts"
import { restSchema } from "./rest-schema.ts"

const v = z.literal(1)
const count = z.int().nonnegative()

/** Right to within 4.5 %. */
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()

const healthSchema = z.object({
  calls: count,
  /** Of ended calls, a person's own stop left out; null where none ended. */
  successShare: z.number().nullable(),
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})

const modelSchema = z.object({
  id: z.string(),
  /** The catalogue has it, so that it can be asked. */
  known: z.boolean(),
  contextTokens: count.nullable(),
  inputUsd: z.number().nullable(),
  outputUsd: z.number().nullable(),
  /** Why it is left alone just now. */
  rest: restSchema.nullable(),
  /** Of the last hour; null without calls. */
  health: healthSchema.nullable(),
})

/** `ralex models --json`; prices are USD per million tokens. */
export const modelsDocumentSchema = z.object({
  v,
  catalogue: z.object({ date: z.string(), source: z.string() }),
  tiers: z.array(
    z.object({
      tier: z.enum(TIERS),
      /** First choice first. */
      models: z.array(modelSchema),
    }),
  ),
  /** In no tier, and called in the last hour or resting; the most calls first. */
  others: z.array(modelSchema),
  /** All that failed of late. */
  rests: z.array(restSchema),
  /** Of providers in the last hour, the most calls first. */
  providers: z.array(healthSchema.extend({ provider: z.string() })),
  /** Of the last 24 hours; null where the ledger can not be read. */
  availability: z
    .object({
      objective: z.number(),
      calls: count,
      failed: count,
      /** null without calls. */
      share: z.number().nullable(),
      budgetCalls: z.number(),
      budgetLeftShare: z.number().nullable(),
      met: z.boolean(),
    })
    .nullable(),
  /** With `--refresh`: what OpenRouter offers otherwise now than the catalogue says. */
  changes: z.array(catalogueChangeSchema).optional(),
})
export type ModelsDocument = z.infer<typeof modelsDocumentSchema>
