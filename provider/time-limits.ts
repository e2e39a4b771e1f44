// How long an upstream may take, for each step of a call, by the tier that answers.
import type { Config, Tier } from "../config/index.ts"

export interface TimeLimits {
  /** Until the headers. */
  connectMs: number
  /** Until the first content. */
  firstContentMs: number
  /** Between two parts of an answer. */
  idleMs: number
  /** Of the whole call with all its fallbacks. */
  totalMs: number
  /** Before the same model is asked again, at least. */
  pauseMs: number
}

const PAUSE_MS = 500

/** @param tier Null of a model that was chosen by its id. */
export function timeLimitsOf({ tiers, ...all }: Config["calls"], tier: Tier | null): TimeLimits {
  const {
    connect = all.connect,
    firstToken = all.firstToken,
    idle = all.idle,
    total = all.total,
  } = (tier && tiers[tier]) ?? {}
  return {
    connectMs: connect * 1_000,
    firstContentMs: firstToken * 1_000,
    idleMs: idle * 1_000,
    totalMs: total * 1_000,
    pauseMs: PAUSE_MS,
  }
}
