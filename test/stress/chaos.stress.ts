// Two thousand calls while one upstream attempt in five is struck, by every kind of failure: what failed before the first
// token is recovered, what broke after it ends honestly, and the ledger is the bill. scripts/test-all.ts runs it.
import { afterEach, expect, test } from "bun:test"
import { closeStages } from "../provider/stage.ts"
import { figuresOfChaos } from "./figures-of-chaos.ts"
import { playChaos } from "./play-chaos.ts"

afterEach(closeStages)

test("chaos: calls get through, or end in one honest sentence, and no nano-dollar is lost", async () => {
  const startedAt = performance.now()
  const chaos = await playChaos({ seed: 5, calls: 2_000 })
  const rows = await chaos.it.calls()
  const { before, after, tooLong, wrongTexts, mostAttempts, books } = figuresOfChaos(
    chaos,
    rows,
    chaos.it.simulator.bill(),
  )
  console.log(
    [
      `${chaos.calls.length} calls in ${Math.round((performance.now() - startedAt) / 1000)} s, at most ${mostAttempts} attempts`,
      `before the first token: ${before.faults} faults, ${before.recovered} recovered`,
      ...before.unrecovered.map((line) => `  not: ${line}`),
      `too long for every model: ${tooLong.length} calls`,
      ...tooLong.map((line) => `  ${line}`),
      `after it: ${after.faults} faults, ${after.honest} ended honestly`,
      ...after.dishonest.map((line) => `  not: ${line}`),
      `nano billed ${books.billedNano}, counted ${books.countedNano}, of it ${books.heldNano} held for ${books.unnamed} without an id (billed ${books.lostNano})`,
      ...books.differences.map((line) => `  not: ${line}`),
    ].join("\n"),
  )
  expect(before.faults).toBeGreaterThan(200)
  expect(before.recovered / before.faults).toBeGreaterThanOrEqual(0.995)
  expect(after.faults).toBeGreaterThan(50)
  expect(tooLong.length).toBeLessThan(chaos.calls.length / 100)
  expect(after.dishonest).toEqual([])
  expect(wrongTexts).toEqual([])
  expect(mostAttempts).toBeLessThanOrEqual(6)
  expect(books.open).toBe(0)
  expect(books.differences).toEqual([])
  expect(books.countedNano - books.heldNano).toBe(books.billedNano - books.lostNano)
}, 300_000)
