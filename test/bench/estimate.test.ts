// The scores of bench/estimate.ts by hand, what its replay may see, and what it says without the data.
import { expect, test } from "bun:test"
import { join } from "node:path"
import { catalogueIds } from "../../bench/estimate-models.ts"
import { replay, summarise } from "../../bench/estimate-replay.ts"
import { findModel, type Model } from "../../ledger/index.ts"

function sonnet(): Model {
  const found = findModel("anthropic/claude-sonnet-4.5")
  if (!found) throw new Error("The catalogue has lost its Sonnet.")
  return found
}

test("every model of the outcomes has a price", () => {
  expect(Object.values(catalogueIds).filter((id) => findModel(id) === undefined)).toEqual([])
})

test("scores are the shares and medians that they are called", () => {
  const scored = [
    { cost: 1, p50: 2, p90: 4 }, // below both, a factor of 2 off, by 100 %
    { cost: 4, p50: 4, p90: 8 }, // just p50
    { cost: 9, p50: 3, p90: 9 }, // just p90, a factor of 3 off, by 67 %
    { cost: 10, p50: 2, p90: 4 }, // above both, a factor of 5 off, by 80 %
  ]
  expect(summarise(scored)).toEqual({
    predictions: 4,
    p90Coverage: 0.75,
    p50Coverage: 0.5,
    medianFactor: 2.449, // the square root of 2 times 3
    medianRelativeError: 0.733,
    medianWidth: 2,
  })
})

test("a turn is predicted from those before it, never from itself or later ones", () => {
  const turns = Array.from({ length: 12 }, () => ({ nano: 10n ** 9n, calls: 9 }))
  const changed = turns.with(11, { nano: 10n ** 12n, calls: 9 })
  const [before, after] = [replay(turns, sonnet()), replay(changed, sonnet())]
  expect(after.shipped.map(({ p90 }) => p90)).toEqual(before.shipped.map(({ p90 }) => p90))
  expect(after.ownOnly.at(-1)).toEqual({ cost: 1e12, p50: 1e9, p90: 1e9 })
  expect(before.shipped[0]?.p90).toBe(before.priorOnly[11]?.p90 ?? Number.NaN)
  expect([before.first9.length, before.from10.length, before.ownOnly.length]).toEqual([9, 3, 3])
})

test("without the data it says what to give", async () => {
  const bench = join(import.meta.dir, "../../bench/estimate.ts")
  const child = Bun.spawn([process.execPath, bench], { env: {}, stdout: "pipe", stderr: "pipe" })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  expect({ out, code }).toEqual({ out: "", code: 2 })
  expect(err).toMatch(/^There is no file of outcomes; give .* RALEX_DATA\.\n$/)
})
