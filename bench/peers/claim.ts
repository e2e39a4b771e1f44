// Ralex's added time to the first token beside that of the best peer.
import { type Interval, shareOfAdded } from "../overhead/summary.ts"

/** Milliseconds to the first token, call by call. */
export interface FirstTokens {
  name: string
  times: readonly number[]
}

export interface Claim {
  /** The peer that adds least. */
  best: string
  /** Ralex's added median as a share of the best peer's. */
  share: Interval
  holds: "yes" | "no" | "not sure"
}

/** What Ralex may add, of what the best peer does. */
export const MOST = 0.1

/** @returns undefined where no peer was measured. */
export function claimOf(
  direct: FirstTokens,
  ralex: FirstTokens,
  peers: readonly FirstTokens[],
): Claim | undefined {
  const shares = peers.map(({ name, times }) => ({
    best: name,
    share: shareOfAdded(ralex.times, times, direct.times, 0.5),
  }))
  // The less a peer adds, the greater is Ralex's share of it.
  const best = shares.toSorted((a, b) => b.share.value - a.share.value)[0]
  if (!best) return undefined
  const { low, high } = best.share
  return { ...best, holds: high <= MOST ? "yes" : low > MOST ? "no" : "not sure" }
}
