// ralex.yaml as one zod schema: the only home of its keys, their defaults and their descriptions.
import { z } from "zod"
import { CLASSES, TIERS } from "./tiers.ts"

const modelId = z
  .string()
  .regex(/^[\w.-]+\/[\w.:-]+$/, "an OpenRouter model id such as google/gemini-3.8-flash")
const models = z.array(modelId).min(1)
const usd = z.number().nonnegative().nullable()
const tier = z.enum(TIERS)

export const budgetScopes = ["call", "session", "daily", "weekly", "monthly"] as const
export type BudgetScope = (typeof budgetScopes)[number]

export const configSchema = z.strictObject({
  mode: z
    .enum(["off", "guard", "yolo"])
    .default("yolo")
    .describe(
      "off: no safety rules. guard: safety rules, and OpenCode asks as usual. yolo: safety rules, and nobody is asked. Budgets and routing work in each.",
    ),
  profile: z
    .enum(["frugal", "balanced", "quality"])
    .default("balanced")
    .describe("A preset of the tiers and of routing; keys that are written win over it."),
  tiers: z
    .strictObject({
      free: models.optional().describe("Models that cost nothing, used when a budget is used up."),
      cheap: models.optional().describe("Models for simple asks, titles and summaries."),
      smart: models.optional().describe("Models for complex asks."),
      premium: models.optional().describe("Models for asks where the thinking itself is hard."),
    })
    .default({})
    .describe("Each tier is a list of OpenRouter models: the first choice, then its fallbacks."),
  baseline: modelId
    .optional()
    .describe(
      "The model that savings are measured against: the same tokens at its prices. Default: the smart tier's first model.",
    ),
  budgets: z
    .strictObject({
      call: usd.default(null).describe("USD one model call may cost at most."),
      session: usd.default(null).describe("USD a session may cost at most, all its subagents included."),
      daily: usd.default(null).describe("USD a UTC day."),
      weekly: usd.default(null).describe("USD a UTC week; it starts on Monday."),
      monthly: usd.default(null).describe("USD a UTC month."),
      onLimit: z
        .enum(["degrade", "stop"])
        .default("degrade")
        .describe("At a limit: degrade goes on with free models, stop refuses."),
    })
    .prefault({})
    .describe("Hard limits for paid calls, in USD; null is no limit."),
  routing: z
    .strictObject({
      agents: z
        .record(z.string(), tier)
        .default({})
        .describe("A fixed tier for an OpenCode agent, such as explore: cheap."),
      classes: z
        .partialRecord(z.enum(CLASSES), tier)
        .default({})
        .describe("The tier for each class of ask; what is not written comes from the profile."),
      smartFrom: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe("A medium ask goes to the smart tier from this score on (0..1); default by profile."),
    })
    .prefault({})
    .describe("How asks become tiers."),
  ci: z
    .strictObject({
      failOnBlock: z
        .boolean()
        .default(false)
        .describe("`opencode run` exits 4 when a destructive action was blocked."),
    })
    .prefault({})
    .describe("What `opencode run` tells a script."),
})

/** ralex.yaml after defaults. */
export type Config = z.infer<typeof configSchema>
