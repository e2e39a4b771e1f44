// The report: its sums, its groups, its percentiles, what it leaves open.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { addHistogram, addTime, type Histogram, percentile, sumOfTexts } from "../../ledger/histogram.ts"
import type { GroupTotals } from "../../ledger/index.ts"
import { makeReport, type Report } from "../../ledger/report.ts"
import { noon } from "./sample-calls.ts"
import { hourTotals } from "./sample-totals.ts"

function totals(key: string, spentNano: bigint, given: Partial<GroupTotals> = {}): GroupTotals {
  return { ...hourTotals(noon, spentNano), key, ...given }
}

function report(rows: GroupTotals[], given: Partial<Parameters<typeof makeReport>[0]> = {}): Report {
  return makeReport({ totals: rows, blocks: [], since: null, until: noon, ...given })
}

function histogram(times: number[]): Histogram {
  const counts: Histogram = {}
  for (const time of times) addTime(counts, time, 1)
  return counts
}

test("nothing happened: everything is zero and nothing is a number that is none", () => {
  expect(report([])).toEqual({
    v: 1,
    since: null,
    until: "2026-11-19T12:00:00.000Z",
    totals: {
      calls: 0,
      spentNano: "0",
      spentUsd: 0,
      pendingNano: "0",
      pendingUsd: 0,
      baselineNano: "0",
      baselineUsd: 0,
      savedNano: "0",
      savedUsd: 0,
      savedShare: null,
      cacheSavedNano: "0",
      cacheSavedUsd: 0,
      estimatedShare: 0,
      inputTokens: 0,
      cachedTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      fallbacks: 0,
      errors: 0,
      timeToFirstTokenMs: null,
      durationMs: null,
    },
    group: null,
    by: [],
    blocks: { total: 0, byRule: [] },
  })
})

test("what is spent, pending, estimated and saved is added up", () => {
  const usage = {
    inputTokens: 100,
    cachedTokens: 40,
    cacheWriteTokens: 0,
    outputTokens: 10,
    reasoningTokens: 3,
  }
  const { totals: sums } = report([
    totals("all", 1_000_000n, { calls: 2, baselineNano: 3_000_000n, cacheSavedNano: 7n, usage, errors: 1 }),
    totals("all", 3_000_000n, {
      estimatedNano: 3_000_000n,
      baselineNano: 9_000_000n,
      cacheSavedNano: 5n,
      usage,
    }),
    totals("all", 0n, { pendingNano: 10_000_000n, fallbacks: 2 }),
  ])
  expect(sums).toMatchObject({
    calls: 4,
    spentNano: "4000000",
    spentUsd: 0.004,
    pendingNano: "10000000",
    baselineNano: "12000000",
    savedNano: "8000000",
    savedShare: 8 / 12,
    cacheSavedNano: "12",
    estimatedShare: 0.75,
    inputTokens: 200,
    cachedTokens: 80,
    outputTokens: 20,
    reasoningTokens: 6,
    fallbacks: 2,
    errors: 1,
  })
})

test("dearer than the baseline counts as a loss", () => {
  expect(report([totals("all", 4n, { baselineNano: 2n })]).totals).toMatchObject({
    savedNano: "-2",
    savedShare: -1,
  })
})

test("a percentile is within 4.5 % of the time that was measured, by nearest rank", () => {
  const time = fc.integer({ min: 1, max: 3_600_000 })
  fc.assert(
    fc.property(
      fc.array(time, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (times, share) => {
        const measured = times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? 0
        const told = percentile(histogram(times), share) ?? 0
        // A whole millisecond more, since short times are told in whole ones.
        return Math.abs(told - measured) <= measured * 0.045 + 1
      },
    ),
  )
})

test("percentiles are those of all hours together", () => {
  const fast = totals("all", 1n, { duration: histogram(Array.from({ length: 98 }, () => 128)) })
  const slow = totals("all", 1n, { duration: histogram([1024, 4096]) })
  expect(report([fast, slow]).totals.durationMs).toEqual({ p50: 128, p95: 128, p99: 1024 })
})

test("the sum of histograms as texts is the sum of histograms", () => {
  const counts = fc.dictionary(fc.nat(200).map(String), fc.integer({ min: 1, max: 1_000_000 }))
  fc.assert(
    fc.property(fc.array(counts), (histograms) => {
      const sum: Histogram = {}
      for (const one of histograms) addHistogram(sum, one)
      expect(sumOfTexts(histograms.map((one) => JSON.stringify(one)).join(""))).toEqual(sum)
    }),
  )
})

test("rows of one key are one, the dearest first, and add up to the whole", () => {
  const rows = [totals("b", 2n), totals("a", 5n), totals("b", 7n, { calls: 3 }), totals("c", 5n)]
  const { by, totals: sums } = report(rows, { group: "agent" })
  expect(by.map(({ key, calls, spentNano }) => [key, calls, spentNano])).toEqual([
    ["b", 4, "9"],
    ["a", 1, "5"],
    ["c", 1, "5"],
  ])
  expect(sums).toMatchObject({ calls: 6, spentNano: "19" })
})

test("days stand in their order", () => {
  const rows = [totals("2026-11-20", 1n), totals("2026-11-18", 9n), totals("2026-11-19", 5n)]
  expect(report(rows, { group: "day" }).by.map(({ key }) => key)).toEqual([
    "2026-11-18",
    "2026-11-19",
    "2026-11-20",
  ])
})

test("blocks are told by rule, the busiest first", () => {
  const blocks = [
    { rule: "core.force-push", count: 1 },
    { rule: "core.recursive-delete", count: 2 },
    { rule: null, count: 1 },
  ]
  expect(report([], { blocks }).blocks).toEqual({
    total: 4,
    byRule: [
      { rule: "core.recursive-delete", count: 2 },
      { rule: "core.force-push", count: 1 },
      { rule: "none", count: 1 },
    ],
  })
})

test("a report is JSON as it stands", () => {
  const full = report([totals("model/a", 1n, { duration: histogram([7]) })], { group: "model", since: noon })
  expect(JSON.parse(JSON.stringify(full))).toEqual(full)
})
