// What a person is told when a stronger model takes up work that failed its check.
import { TIERS } from "../config/index.ts"
import type { Raise } from "./after-check.ts"
import type { Candidate } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"

/** @returns whether a dearer model takes the work up; the person is told so. */
export function tellRaise(
  { from, sentence }: Raise,
  { caller, first }: { caller: Caller; first: Candidate },
): boolean {
  const { tier } = first
  if (tier === null || TIERS.indexOf(tier) <= TIERS.indexOf(from)) return false
  const text = `Ralex goes on with the ${tier} tier (${first.model.id}): ${sentence}`
  caller.instance.tell({ level: "info", text, each: true })
  return true
}
