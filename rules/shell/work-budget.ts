// How much one judgement may do in all: commands that loops, wrappers and substitutions multiply end here.
import { TooComplex } from "./too-complex.ts"

export interface WorkBudget {
  /** @throws {TooComplex} when it is used up. */
  spend(units: number): void
}

/** One unit a syntax node, word or substitution, and one per 32 characters: some 5,000 commands, 0.2 s. */
const MAXIMUM_UNITS = 30_000

export function createWorkBudget(): WorkBudget {
  let left = MAXIMUM_UNITS
  return {
    spend(units) {
      left -= units
      if (left < 0) throw new TooComplex("it unfolds into too many commands")
    },
  }
}
