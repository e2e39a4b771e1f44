// The upper bounds of the buckets in which times are counted for good. A bound that is added later starts at nothing.

/** Milliseconds, ascending. */
export const TIME_BOUNDS = {
  "first-token": [100, 250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 30_000, 60_000, 120_000],
  duration: [
    250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  ],
  overhead: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000],
} as const

export type Timed = keyof typeof TIME_BOUNDS

/** The bound of the bucket that a time falls in, as a label; empty beyond the last. */
export function boundFor(timed: Timed, ms: number): string {
  return String(TIME_BOUNDS[timed].find((bound) => ms <= bound) ?? "")
}
