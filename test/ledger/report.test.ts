// The report: its sums, its groups, what it leaves open.
import { expect, test } from "bun:test"
import { type Call, makeReport, type Report } from "../../ledger/index.ts"
import { callStart, noon, settlement, verdict } from "./sample-calls.ts"

function call(given: Partial<Call> = {}): Call {
  const { model: modelUsed, ...settled } = settlement(1_000_000n, {
    timeToFirstTokenMs: 100,
    durationMs: 200,
  })
  return { ...callStart(), ...settled, modelUsed, heldNano: 5_000_000n, settledAt: noon, ...given }
}

function report(calls: Call[], given: Partial<Parameters<typeof makeReport>[0]> = {}): Report {
  return makeReport({ calls, verdicts: [], since: null, until: noon, ...given })
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

test("settled and estimated calls are spent; what is held for the others is pending", () => {
  const unknown = { costNano: 0n, baselineNano: 0n, outcome: null }
  const { totals } = report([
    call(),
    call({ status: "estimated", costNano: 3_000_000n, baselineNano: 9_000_000n }),
    call({ ...unknown, status: "held" }),
    call({ ...unknown, status: "unreconciled" }),
  ])
  expect(totals).toMatchObject({
    calls: 4,
    spentNano: "4000000",
    spentUsd: 0.004,
    pendingNano: "10000000",
    baselineNano: "12000000",
    savedNano: "8000000",
    savedShare: 8 / 12,
    estimatedShare: 0.75,
    inputTokens: 400,
    cachedTokens: 160,
  })
})

test("a call dearer than the baseline counts as a loss", () => {
  expect(report([call({ costNano: 4n, baselineNano: 2n })]).totals).toMatchObject({
    savedNano: "-2",
    savedShare: -1,
  })
})

test("more than one attempt is a fallback; a failure is an error, a person's stop is none", () => {
  const { totals } = report([
    call({ attempts: 2 }),
    call({ outcome: "overloaded" }),
    call({ outcome: "aborted" }),
    call({ outcome: null, status: "held" }),
  ])
  expect(totals).toMatchObject({ fallbacks: 1, errors: 1 })
})

test("percentiles are times that were measured, by nearest rank", () => {
  const calls = Array.from({ length: 20 }, (_, index) => call({ durationMs: (20 - index) * 10 }))
  expect(report([...calls, call({ durationMs: null })]).totals.durationMs).toEqual({ p50: 100, p95: 190 })
  expect(report([call({ durationMs: 7 })]).totals.durationMs).toEqual({ p50: 7, p95: 7 })
})

test.each([
  ["model", ["model/b", "model/a"]],
  ["tier", ["smart", "cheap", "none"]],
  ["project", ["/b", "/a"]],
  ["session", ["root-b", "root-a"]],
  ["agent", ["plan", "build"]],
  ["day", ["2026-11-18", "2026-11-19"]],
] as const)("by %s the dearest come first, days in order", (group, keys) => {
  const calls = [
    call({ modelUsed: "model/a", tier: "cheap", project: "/a", rootSession: "root-a" }),
    call({
      ...{ modelUsed: "model/b", tier: "smart", project: "/b", rootSession: "root-b", agent: "plan" },
      startedAt: new Date("2026-11-18T23:59:59Z"),
      costNano: 9_000_000n,
    }),
    call({
      modelUsed: null,
      model: "model/a",
      tier: null,
      project: "/a",
      rootSession: "root-a",
      costNano: 1n,
    }),
  ]
  const { by, totals } = report(calls, { group })
  expect(by.map(({ key }) => key)).toEqual([...keys])
  expect(by.reduce((sum, row) => sum + BigInt(row.spentNano), 0n)).toBe(BigInt(totals.spentNano))
  expect(by.reduce((sum, row) => sum + row.calls, 0)).toBe(3)
})

test("what was denied or would have been asked is counted by rule, the busiest first", () => {
  const verdicts = [
    verdict({ rule: "core.force-push" }),
    verdict({ rule: "core.recursive-delete" }),
    verdict({ rule: "core.recursive-delete", verdict: "ask" }),
    verdict({ verdict: "allow", rule: null }),
  ]
  expect(report([], { verdicts }).blocks).toEqual({
    total: 3,
    byRule: [
      { rule: "core.recursive-delete", count: 2 },
      { rule: "core.force-push", count: 1 },
    ],
  })
})

test("a report is JSON as it stands", () => {
  const full = report([call()], { group: "model", since: noon })
  expect(JSON.parse(JSON.stringify(full))).toEqual(full)
})
