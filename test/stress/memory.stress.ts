// Round after round of fifty streams at once in one process: nothing piles up in memory. scripts/test-all.ts runs it.
import { afterEach, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { closeStages, stage } from "../provider/stage.ts"
import { callsAtOnce } from "./calls-at-once.ts"

afterEach(closeStages)

const text = "A line of an answer that is long enough to come in a good many pieces.\n".repeat(200)
const ROUNDS = 8
const MEGABYTE = 2 ** 20

test("round after round of fifty, memory does not grow", async () => {
  const it = await stage({ simulator: { model: steps([{ text }]) } })
  const heaps: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await callsAtOnce(it, text)
    it.simulator.reset()
    Bun.gc(true)
    heaps.push(process.memoryUsage().heapUsed)
  }
  console.log(`MB of heap after each round: ${heaps.map((heap) => (heap / MEGABYTE).toFixed(1)).join(", ")}`)
  // The first rounds warm up.
  const [, , third = 0] = heaps
  expect((heaps.at(-1) ?? 0) - third).toBeLessThan(16 * MEGABYTE)
}, 120_000)
