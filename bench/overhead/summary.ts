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

function resampler(): (from: readonly number[]) => number[] {
  const random = seededRandom(1)
  return (from) => Array.from(from, () => from[Math.floor(random() * from.length)] ?? 0)
}

/** How much more than `base` the quantile is: 95 % of bootstraps over both lie between `low` and `high`. */
export function added(values: readonly number[], base: readonly number[], share: number): Interval {
  const again = resampler()
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

/** What share `values` add to `base` of what `others` add to it, at the quantile. */
export function shareOfAdded(
  values: readonly number[],
  others: readonly number[],
  base: readonly number[],
  share: number,
): Interval {
  const again = resampler()
  const of = (own: readonly number[], other: readonly number[], without: readonly number[]) => {
    const least = quantile(without, share)
    return (quantile(own, share) - least) / (quantile(other, share) - least)
  }
  const shares = Array.from({ length: RESAMPLES }, () => of(again(values), again(others), again(base)))
  return { value: of(values, others, base), low: quantile(shares, 0.025), high: quantile(shares, 0.975) }
}
