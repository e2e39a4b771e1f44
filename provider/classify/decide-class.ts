// From probabilities to a class: the likeliest, but what may well be hard is never called simple.
import { CLASSES, type TaskClass } from "../../config/index.ts"

export interface ClassDecision {
  class: TaskClass
  confidence: number
  /** The probability of a complex or a reasoning ask. */
  score: number
  /** Simple was likeliest, and yet too likely hard. */
  guarded: boolean
}

/** @param hardFrom the probability of being hard from which on an ask is not called simple */
export function decideClass(probabilities: number[], hardFrom: number): ClassDecision {
  const [simple = 0, medium = 0, complex = 0, reasoning = 0] = probabilities
  const score = complex + reasoning
  const most = Math.max(simple, medium, complex, reasoning)
  const likeliest = CLASSES[probabilities.indexOf(most)] ?? "medium"
  const guarded = likeliest === "simple" && score >= hardFrom
  return {
    class: guarded ? "medium" : likeliest,
    confidence: guarded ? Math.max(medium, 1 - most) : most,
    score,
    guarded,
  }
}
