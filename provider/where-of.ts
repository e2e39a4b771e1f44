// Where a call of this caller stands, for limits and sums, before it is decided which model answers.
import type { Where } from "../ledger/index.ts"
import type { Caller } from "./shake-hands.ts"

export function whereOf(
  { instance, rootSession, turn, agent }: Caller,
  at: Date,
): Omit<Where, "tier" | "model"> {
  return { at, rootSession, turn, run: instance.run, project: instance.project, agent }
}
