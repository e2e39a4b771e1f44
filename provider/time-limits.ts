// How long an upstream may keep silent, for every call that does not say otherwise.

export interface TimeLimits {
  /** Until the first content. */
  firstContentMs: number
  /** Between two parts of an answer. */
  idleMs: number
}

/** Longer than any healthy model thinks before its first token or in between, shorter than a person's patience. */
export const TIME_LIMITS: TimeLimits = { firstContentMs: 120_000, idleMs: 180_000 }
