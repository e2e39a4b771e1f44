// The cascade's replay by hand: four tasks of the four kinds, the random mix, the history's length, the intervals.
import { expect, test } from "bun:test"
import {
  bootstrapWeights,
  gainIntervals,
  historyTokens,
  mixAt,
  type Outcomes,
  replay,
  type Task,
  tasksOf,
} from "../../bench/cascade-maths.ts"
import { findModel } from "../../ledger/index.ts"

function task(startSolves: boolean, strongSolves: boolean, handoverUsd = 0): Task {
  return { startSolves, strongSolves, startUsd: 1, strongUsd: 10, handoverUsd }
}

const four = [task(true, true), task(true, false), task(false, true), task(false, false)]

test("a perfect check rescues what the strong model can, at the price of both", () => {
  expect(replay(four, { detection: 1, falseAlarms: 0 })).toEqual({
    policy: { solved: 3, usd: 24 }, // four starts, two strong runs
    start: { solved: 2, usd: 4 },
    strong: { solved: 2, usd: 40 },
    oracle: { solved: 3, usd: 13 }, // the start model but for the one that only the strong one solves
    mixSolved: 2,
    gain: 1,
  })
})

test("false alarms cost money, and what the strong model then fails", () => {
  const { policy } = replay(four, { detection: 0.5, falseAlarms: 0.5 })
  expect(policy).toEqual({ solved: 2 - 0.5 + 0.5, usd: 4 + 0.5 * 40 })
})

test("the handover is paid only by what is raised", () => {
  const dear = four.map((each) => ({ ...each, handoverUsd: 3 }))
  const usd = (detection: number) => replay(dear, { detection, falseAlarms: 0 }).policy.usd
  expect([usd(0), usd(1)]).toEqual([4, 24 + 6])
})

test("the mix lies on the line between the two, and beyond its ends solves no more", () => {
  const [cheap, strong] = [
    { solved: 10, usd: 1 },
    { solved: 20, usd: 11 },
  ]
  expect([0, 1, 6, 11, 99].map((usd) => mixAt(usd, cheap, strong))).toEqual([10, 10, 15, 20, 20])
  expect(mixAt(6, strong, cheap)).toBe(15)
  expect(mixAt(6, cheap, { solved: 5, usd: 11 })).toBe(10) // nobody mixes in what is dearer and worse
})

test("a history is as long as explains its run's cost, once read and once carried", () => {
  const model = findModel("anthropic/claude-sonnet-4.5")
  if (!model) throw new Error("The catalogue has lost its Sonnet.")
  // ten calls, each adding 1,000 tokens, 350 of output for each: USD 3 input, 0.3 cached, 15 output a million
  const costUsd = (10 * 1000 * 3 + 45 * 1000 * 0.3 + 10 * 350 * 15) / 1e6
  expect(historyTokens({ costUsd, calls: 10 }, model)).toBeCloseTo(10_000)
  const run = { resolved: true, costUsd, calls: 10 }
  const rows: Outcomes[] = [{ "sonnet-4-5": run, "gpt-5": { ...run, calls: 5 } }]
  const handover = (kind: Parameters<typeof tasksOf>[3]) =>
    tasksOf(rows, "sonnet-4-5", "gpt-5", kind)[0]?.handoverUsd
  expect(handover("anew")).toBe(0)
  expect(handover("once")).toBeCloseTo((10_000 * 1.25) / 1e6)
  expect(handover("carried")).toBeCloseTo((10_000 * (1.25 + 4 * 0.125)) / 1e6)
})

test("intervals hold the gain, and are the same for the same seed", () => {
  const tasks = Array.from({ length: 25 }, () => four).flat()
  const rates = [{ detection: 1, falseAlarms: 0 }]
  const weights = bootstrapWeights(tasks.length, 200, 7)
  expect(weights.every((each) => each.reduce((sum, times) => sum + times, 0) === tasks.length)).toBe(true)
  const [interval] = gainIntervals(tasks, rates, weights)
  expect(interval).toEqual(gainIntervals(tasks, rates, bootstrapWeights(tasks.length, 200, 7))[0])
  expect(interval?.low).toBeLessThan(25)
  expect(interval?.high).toBeGreaterThan(25)
  expect(interval?.low).toBeGreaterThan(10)
})
