// The tier that a person chose for a session by `/ralex-tier`.
import type { Tier } from "../config/index.ts"
import type { DecisionRequest } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"

/** Of the person's own session; a subagent's asks are its parent's, not the person's. */
export function chosenTierOf({ instance, session, rootSession }: Caller): Tier | undefined {
  return session === rootSession ? instance.chosenTiers.get(rootSession) : undefined
}

/** The person named a model or a tier. */
export function isChosen({ asked, chosenTier }: Pick<DecisionRequest, "asked" | "chosenTier">): boolean {
  return asked !== "auto" || chosenTier !== undefined
}
