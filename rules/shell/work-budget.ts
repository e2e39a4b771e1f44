// How much one judgement may do in all: commands that loops, wrappers and substitutions multiply end here.
import { TooComplex } from "./too-complex.ts"

export interface WorkBudget {
  /** @throws {TooComplex} when it is used up. */
  spend(units: number): void
}

/** One unit a syntax node or word and one per 32 characters derived; the largest benign command seen used 700. */
const MAXIMUM_UNITS = 100_000

export function createWorkBudget(): WorkBudget {
  let left = MAXIMUM_UNITS
  return {
    spend(units) {
      left -= units
      if (left < 0) throw new TooComplex("it unfolds into too many commands")
    },
  }
}
