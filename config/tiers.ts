// The words that every room shares: tiers of models, and classes of asks.

/** Tiers, cheapest first; the order is the order of degradation read backwards. */
export const TIERS = ["free", "cheap", "smart", "premium"] as const
export type Tier = (typeof TIERS)[number]

/** Classes of a human ask, easiest first. */
export const CLASSES = ["simple", "medium", "complex", "reasoning"] as const
export type TaskClass = (typeof CLASSES)[number]

export interface Classification {
  class: TaskClass
  /** How sure the classifier is of `class`, 0..1. */
  confidence: number
  /** Estimated probability that a cheap model is not enough, 0..1. */
  score: number
  /** What spoke for it, in plain words; never text of the prompt. */
  reasons: string[]
}
