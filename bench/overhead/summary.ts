// Quantiles of measured times, and how far two medians are apart, with what chance alone would allow.

import { seededRandom } from "../../scripts/simulate-turns.ts"

export interface Interval {
  value: number
  low: number
  high: number
}

/** @param share 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

const RESAMPLES = 1_000

/** How much more than `base` the quantile is: 95 % of bootstraps over both lie between `low` and `high`. */
export function added(values: readonly number[], base: readonly number[], share: number): Interval {
  const random = seededRandom(1)
  const again = (from: readonly number[]) =>
    Array.from(from, () => from[Math.floor(random() * from.length)] ?? 0)
  const differences = Array.from(
    { length: RESAMPLES },
    () => quantile(again(values), share) - quantile(again(base), share),
  )
  return {
    value: quantile(values, share) - quantile(base, share),
    low: quantile(differences, 0.025),
    high: quantile(differences, 0.975),
  }
}
