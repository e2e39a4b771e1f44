// The first calls of the simulated day that thousand-calls.stress.ts plays to its end: the same comparison, in the fast lane.
import { afterEach, expect, test } from "bun:test"
import { closeStages } from "../provider/stage.ts"
import { figuresOf } from "./figures-of-day.ts"
import { playDay } from "./play-day.ts"
import { isReconciled } from "./reconciled-entry.ts"

afterEach(closeStages)

test("a hundred calls: finished ones equal the bill at once, all of them once reconciled", async () => {
  const day = await playDay({ seed: 1, every: 4, calls: 8 })
  const { lines, offAtOnce } = figuresOf(day)
  console.log(`calls, USD billed, USD at once, off\n${lines.join("\n")}`)
  const finished = day.entries.filter(({ cause }) => cause === "finished")
  expect(finished.length).toBeGreaterThan(80)
  expect(finished.length).toBeLessThan(day.entries.length)
  expect(finished.map(({ atOnce }) => atOnce?.costNano)).toEqual(finished.map(({ line }) => line.costNano))
  expect(Math.abs(offAtOnce)).toBeLessThan(0.01)
  expect(day.entries.filter((entry) => !isReconciled(entry))).toEqual([])
  expect(day.rowsWithoutLine).toEqual([])
}, 120_000)
