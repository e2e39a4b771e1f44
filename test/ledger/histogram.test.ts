// Times in buckets: percentiles right to within 4.5 % and rounding, whatever is added, taken out and put together.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { addHistogram, addTime, bucketOf, type Histogram, percentile } from "../../ledger/histogram.ts"

const ms = fc.oneof(fc.nat(100), fc.nat(10_000), fc.nat(3_600_000))
const shares = fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 1)

function histogramOf(times: number[]): Histogram {
  const histogram: Histogram = {}
  for (const time of times) addTime(histogram, time, 1)
  return histogram
}

/** By nearest rank, over the times themselves. */
function exact(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0
}

function expectNear(found: number | null, time: number): void {
  expect(found).not.toBeNull()
  // Told in whole milliseconds, of which the first bucket is one.
  expect(Math.abs((found ?? 0) - time)).toBeLessThanOrEqual(Math.max(1, time * 0.045 + 0.5))
}

test("every time up to a minute, and some beyond, is told to within 4.5 % and rounding", () => {
  for (let time = 0; time < 60_000; time++) expectNear(percentile({ [bucketOf(time)]: 1 }, 0.5), time)
  for (let time = 60_000; time < 1e8; time *= 1.01)
    expectNear(percentile({ [bucketOf(Math.round(time))]: 1 }, 0.5), Math.round(time))
})

test("percentiles are those of the times, to within 4.5 % and rounding", () => {
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1, maxLength: 300 }), shares, (times, share) => {
      expectNear(percentile(histogramOf(times), share), exact(times, share))
    }),
  )
})

test("histograms that are added up are the histogram of all times", () => {
  fc.assert(
    fc.property(fc.array(fc.array(ms, { maxLength: 50 }), { maxLength: 5 }), (hours) => {
      const sum: Histogram = {}
      for (const times of hours) addHistogram(sum, histogramOf(times))
      expect(sum).toEqual(histogramOf(hours.flat()))
    }),
  )
})

test("a time that is taken out again leaves no trace", () => {
  fc.assert(
    fc.property(fc.array(ms), ms, (times, time) => {
      const histogram = histogramOf(times)
      addTime(histogram, time, 1)
      addTime(histogram, time, -1)
      expect(histogram).toEqual(histogramOf(times))
    }),
  )
})

test("nothing measured has no percentile, and is no time", () => {
  const histogram: Histogram = {}
  addTime(histogram, null, 1)
  expect(histogram).toEqual({})
  expect(percentile(histogram, 0.5)).toBeNull()
})
