// A slope is told from noise, and growth from what comes and goes.
import { expect, test } from "bun:test"
import { seededRandom } from "../stress/seeded-random.ts"
import { slopeOf } from "./slope.ts"

function series(of: (x: number) => number) {
  return Array.from({ length: 120 }, (_, x) => ({ x, y: of(x) }))
}

test("what comes and goes has no slope, however large it is", () => {
  const random = seededRandom(3)
  const { low, high } = slopeOf(series(() => 50 + random.uniform() * 40))
  expect(low).toBeLessThan(0)
  expect(high).toBeGreaterThan(0)
})

test("growth under it is seen, about as large as it is", () => {
  const random = seededRandom(3)
  const { mean, low } = slopeOf(series((x) => 50 + 0.5 * x + random.uniform() * 10))
  expect(low).toBeGreaterThan(0)
  expect(mean).toBeCloseTo(0.5, 1)
})

test("too few samples tell nothing", () => {
  expect(() => slopeOf([{ x: 0, y: 0 }])).toThrow("1 samples")
})
