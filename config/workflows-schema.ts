// The `workflows` key of ralex.yaml: AgentOS's commands, their tier and what one run of them may cost.
import * as z from "zod"
import { TIERS } from "./tiers.ts"

export const workflows = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Whether /plan-product, /analyze-product, /create-spec and /execute-tasks are there; your own commands of these names win anyway.",
    ),
  tier: z
    .enum(TIERS)
    .optional()
    .describe(
      "The tier for plans and specifications; left out, smart, and premium with the profile quality. Tasks go by the classifier.",
    ),
  budget: z
    .number()
    .nonnegative()
    .nullable()
    .default(null)
    .describe(
      "USD one ask of a workflow may cost at most, its whole tool loop and its subagents included; it holds beside all budgets.",
    ),
})
