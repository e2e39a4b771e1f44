// The weights that ship: dated, of the right size, made for the features that are there, and honest about their origin.
import { expect, test } from "bun:test"
import weights from "../../provider/classifier-weights.json"
import { DENSE_NAMES } from "../../provider/classify/features.ts"
import { BUCKETS } from "../../provider/classify/hashed-features.ts"
import { OUTPUTS } from "../../provider/classify/model.ts"
import { featureFingerprint } from "../../scripts/classifier/quantise.ts"

test("they were trained on the features that there are now; else run scripts/train-classifier.ts", () => {
  expect(weights.features).toBe(featureFingerprint())
})

test("there is one a measure or bucket and output", () => {
  expect(Buffer.from(weights.dense, "base64").length).toBe((1 + DENSE_NAMES.length) * OUTPUTS * 2)
  expect(Buffer.from(weights.hashed, "base64").length).toBe(BUCKETS * OUTPUTS)
  for (const steps of [weights.denseSteps, weights.hashedSteps]) {
    expect(steps).toHaveLength(OUTPUTS)
    for (const step of steps) expect(step).toBeGreaterThan(0)
  }
})

test("they say what they were made of, how, and how right they are on what they had not seen", () => {
  expect(weights.date).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(weights.data.map(({ use }) => use)).toContain("measured on only")
  expect(weights.method.length).toBeGreaterThan(3)
  const { rightPercent, hardCalledSimple } = weights.metrics["classes-dev, held out"]
  expect(rightPercent).toBeGreaterThanOrEqual(90)
  expect(Number.parseInt(hardCalledSimple, 10)).toBeLessThanOrEqual(1)
  for (const fold of weights.metrics["real-dev, nested cross-validation"]) {
    expect(Number.parseInt(fold.hardCalledSimple, 10)).toBeLessThanOrEqual(1)
    expect(fold.simpleGoesCheapPercent).toBeGreaterThanOrEqual(75)
  }
})
