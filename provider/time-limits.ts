// How long an upstream may keep silent, and how long it is left alone, for every call that does not say otherwise.

export interface TimeLimits {
  /** Until the first content. */
  firstContentMs: number
  /** Between two parts of an answer. */
  idleMs: number
  /** Before the same model is asked again, at least. */
  pauseMs: number
}

/** Longer than any healthy model thinks before its first token or in between, shorter than a person's patience. */
export const TIME_LIMITS: TimeLimits = { firstContentMs: 120_000, idleMs: 300_000, pauseMs: 500 }
