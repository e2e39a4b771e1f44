// Classifies the newest human ask by a small trained model: local, deterministic, bounded work, never throws.
import type { Classification } from "../config/index.ts"
import { decideClass } from "./classify/decide-class.ts"
import { type Features, featuresOf } from "./classify/features.ts"
import { type AskContext, inContext } from "./classify/in-context.ts"
import { HARD_FROM, predict } from "./classify/model.ts"
import { reasonsOf } from "./classify/reasons.ts"

export { type Pull, pullsOf } from "./classify/pulls.ts"
export type { AskContext }

/** @returns class, confidence, score and reasons of one human ask; without any signal it is `medium`. */
export function classify(ask: string, context: AskContext = {}): Classification {
  const features = featuresOf(ask)
  return inContext(byItself(features), features, ask, context)
}

const UNKNOWN = {
  class: "medium",
  confidence: 0.4,
  score: 0.2,
  reasons: ["no signal: taken as medium"],
} as const

function byItself(features: Features): Classification {
  const { kind, known } = features
  if (kind === "nothing" || (known === 0 && kind !== "pasted"))
    return { ...UNKNOWN, reasons: [...UNKNOWN.reasons] }
  const found = decideClass(predict(features), HARD_FROM)
  const reasons = reasonsOf(features)
  return {
    class: found.class,
    confidence: round(found.confidence),
    score: round(found.score),
    reasons: found.guarded ? [...reasons, "may be hard, so not called simple"] : reasons,
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
