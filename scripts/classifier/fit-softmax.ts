// Multinomial logistic regression with soft targets and a ridge per column. Deterministic.
import { minimise } from "./minimise.ts"

/** One example: its columns that are not zero, with their values. */
export interface Example {
  columns: Int32Array
  values: Float64Array
  /** Wanted probabilities, by class. */
  target: number[]
  weight: number
}

export interface FitOptions {
  classes: number
  /** The ridge of each column, which is also how many there are. */
  ridges: Float64Array
  iterations: number
}

/** @returns weights at `column * classes + class`. */
export function fitSoftmax(examples: Example[], { classes, ridges, iterations }: FitOptions): Float64Array {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const scores = new Float64Array(classes)
  return minimise(
    (weights, gradient) => {
      let loss = 0
      for (const example of examples) {
        const share = example.weight / total
        scoresOf(example, weights, scores)
        const norm = logSumExp(scores)
        for (let k = 0; k < classes; k += 1) {
          const wanted = example.target[k] ?? 0
          const score = (scores[k] ?? 0) - norm
          loss -= share * wanted * score
          scores[k] = share * (Math.exp(score) - wanted)
        }
        addOuter(gradient, example, scores)
      }
      return loss + addRidge(weights, gradient, ridges, classes)
    },
    ridges.length * classes,
    iterations,
  )
}

/** Fills `scores` with the weighted sums of an example, by class. */
export function scoresOf(
  { columns, values }: Pick<Example, "columns" | "values">,
  weights: Float64Array,
  scores: Float64Array,
): void {
  const classes = scores.length
  scores.fill(0)
  for (let at = 0; at < columns.length; at += 1) {
    const base = (columns[at] ?? 0) * classes
    const value = values[at] ?? 0
    for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) + value * (weights[base + k] ?? 0)
  }
}

function addOuter(gradient: Float64Array, { columns, values }: Example, scores: Float64Array): void {
  const classes = scores.length
  for (let at = 0; at < columns.length; at += 1) {
    const base = (columns[at] ?? 0) * classes
    const value = values[at] ?? 0
    for (let k = 0; k < classes; k += 1)
      gradient[base + k] = (gradient[base + k] ?? 0) + value * (scores[k] ?? 0)
  }
}

function addRidge(
  weights: Float64Array,
  gradient: Float64Array,
  ridges: Float64Array,
  classes: number,
): number {
  let loss = 0
  for (let column = 0, at = 0; column < ridges.length; column += 1) {
    const strength = ridges[column] ?? 0
    for (let k = 0; k < classes; k += 1, at += 1) {
      const weight = weights[at] ?? 0
      if (weight === 0) continue
      loss += 0.5 * strength * weight * weight
      gradient[at] = (gradient[at] ?? 0) + strength * weight
    }
  }
  return loss
}

export function logSumExp(scores: Float64Array): number {
  let most = -Infinity
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - most)
  return most + Math.log(sum)
}
