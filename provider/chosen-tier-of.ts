// The tier that a person chose for a session with `/ralex-tier`.
import type { Tier } from "../config/index.ts"
import type { Caller } from "./shake-hands.ts"

/** Of the person's own session; a subagent's asks are its parent's, not the person's. */
export function chosenTierOf({ instance, session, rootSession }: Caller): Tier | undefined {
  return session === rootSession ? instance.chosenTiers.get(rootSession) : undefined
}
