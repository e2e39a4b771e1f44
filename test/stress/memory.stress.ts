// Round after round of fifty streams at once in one process: nothing piles up in memory. scripts/test-all.ts runs it.
import { heapStats } from "bun:jsc"
import { afterEach, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { closeStages, stage } from "../provider/stage.ts"
import { callsAtOnce } from "./calls-at-once.ts"

afterEach(closeStages)

const text = "A line of an answer that is long enough to come in a good many pieces.\n".repeat(200)
const ROUNDS = 22
/** The first rounds fill caches and have their code compiled. */
const WARM_UP = 10
const MEGABYTE = 2 ** 20

test("round after round of fifty, memory does not grow", async () => {
  const it = await stage({ simulator: { model: steps([{ text }]) } })
  const heaps: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await callsAtOnce(it, text)
    it.simulator.reset()
    heaps.push(await heapKept())
  }
  console.log(`MB of heap after each round: ${heaps.map((heap) => heap.toFixed(1)).join(", ")}`)
  // A cache may be full or just emptied; what is kept for good is in the least of several.
  const half = (ROUNDS - WARM_UP) / 2
  const first = Math.min(...heaps.slice(WARM_UP, WARM_UP + half))
  const last = Math.min(...heaps.slice(-half))
  expect(last - first).toBeLessThan(1)
}, 120_000)

/** In megabytes. What the last turns of the event loop still hold is let go by a second collection only. */
async function heapKept(): Promise<number> {
  await Bun.sleep(20)
  Bun.gc(true)
  await Bun.sleep(1)
  Bun.gc(true)
  return heapStats().heapSize / MEGABYTE
}
