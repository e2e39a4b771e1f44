// The tier that a person chose for a session by `/ralex-tier`, or that a step of a workflow has.
import type { DecisionRequest } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"

/** Of the person's own session; a subagent's asks are its parent's, not the person's. */
export function tierWishes({
  instance,
  session,
  rootSession,
  turn,
}: Caller): Pick<DecisionRequest, "chosenTier" | "workflow"> {
  if (session !== rootSession) return {}
  const workflow = instance.workflows?.get(turn)
  const step = workflow?.tier === undefined ? {} : { workflow: { name: workflow.name, tier: workflow.tier } }
  return { chosenTier: instance.chosenTiers.get(rootSession), ...step }
}

/** The person named a model or a tier, or a command that has one: checks raise it no further. */
export function isChosen({
  asked,
  chosenTier,
  workflow,
}: Pick<DecisionRequest, "asked" | "chosenTier" | "workflow">): boolean {
  return asked !== "auto" || chosenTier !== undefined || workflow !== undefined
}
