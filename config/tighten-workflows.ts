// What of a project's `workflows` counts while nobody trusts it: a tier, no commands, and a smaller budget. Pure.
import type { ConfigInput } from "./parse-config.ts"
import type { Config } from "./schema.ts"

type WorkflowsInput = NonNullable<ConfigInput["workflows"]>

export function tightenWorkflows(
  { enabled, tier, budget }: WorkflowsInput,
  inForce: Config["workflows"],
): { kept: WorkflowsInput; ignored: string[] } {
  const kept: WorkflowsInput = { ...(tier === undefined ? {} : { tier }) }
  const ignored: string[] = []
  if (enabled === false) kept.enabled = enabled
  else if (enabled !== undefined && !inForce.enabled) ignored.push("workflows.enabled")
  if (budget === undefined || budget === inForce.budget) return { kept, ignored }
  if (budget !== null && budget <= (inForce.budget ?? Number.POSITIVE_INFINITY)) kept.budget = budget
  else ignored.push("workflows.budget")
  return { kept, ignored }
}
