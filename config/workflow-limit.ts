// What `workflows.budget` makes of the limits: one more limit of a turn, for the asks of workflows alone. Pure.
import type { ConfigLimit } from "./limits-in-force.ts"
import type { Instance } from "./runtime-slot.ts"

/** The key of ralex.yaml that sets it. */
export const WORKFLOW_BUDGET = "workflows.budget"

/** @param turn The person's message that the call counts for. */
export function limitsOfTurn(
  { loaded, workflows }: Pick<Instance, "loaded" | "workflows">,
  turn: string | undefined,
): ConfigLimit[] {
  const { budget } = loaded.config.workflows
  if (budget === null || turn === undefined || !workflows?.has(turn)) return loaded.limits
  const isTurns = ({ scope, part }: ConfigLimit) => scope === "turn" && Object.keys(part).length === 0
  if (loaded.limits.some((limit) => isTurns(limit) && limit.usd <= budget)) return loaded.limits
  const own: ConfigLimit = { scope: "turn", usd: budget, part: {}, from: WORKFLOW_BUDGET }
  return [...loaded.limits.filter((limit) => !isTurns(limit)), own]
}
