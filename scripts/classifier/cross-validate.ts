// Honest predictions for rows that are also trained on: each is predicted by a model that has not seen it.
import { CLASSES } from "../../config/index.ts"
import { decideClass } from "../../provider/classify/decide-class.ts"
import {
  fitModel,
  type Prepared,
  predictRaw,
  type RawModel,
  type Settings,
  type Shared,
  type TrainingRows,
} from "./fit-model.ts"

/** Which fold each of `count` rows is in; the same for the same seed. */
export function foldsOf(count: number, folds: number, seed: number): number[] {
  const random = seededRandom(seed)
  const order = Array.from({ length: count }, (_, index) => ({ index, key: random() })).sort(
    (a, b) => a.key - b.key,
  )
  const fold = new Array<number>(count).fill(0)
  for (const [place, { index }] of order.entries()) fold[index] = place % folds
  return fold
}

export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export interface Fold {
  /** Rows that were left out, and the model of the others. */
  out: number[]
  model: RawModel
}

/** Leaves out real rows, fold by fold; clean and own rows stay in. */
export function realFolds(
  rows: TrainingRows,
  settings: Settings,
  shared: Shared,
  folds: number,
  seed: number,
): Fold[] {
  const fold = foldsOf(rows.real.length, folds, seed)
  return Array.from({ length: folds }, (_, index) => {
    const real = rows.real.filter((_row, at) => fold[at] !== index)
    const out = fold.flatMap((each, at) => (each === index ? [at] : []))
    return { out, model: fitModel({ ...rows, real }, settings, shared) }
  })
}

/** The prediction for each real row, by the model of the fold it was left out of. */
export function predictionsOf(rows: Prepared[], folds: Fold[], temperatures: [number, number]): number[][] {
  const predictions: number[][] = rows.map(() => [])
  for (const { out, model } of folds)
    for (const at of out) {
      const row = rows[at]
      if (row) predictions[at] = predictRaw(model, row, temperatures)
    }
  return predictions
}

/** The temperature at which the predictions are likeliest. */
export function bestTemperature(lossAt: (temperature: number) => number): number {
  const tried = Array.from({ length: 29 }, (_, step) => Math.round(100 * 1.1 ** (step - 12)) / 100)
  return tried.reduce((best, each) => (lossAt(each) < lossAt(best) ? each : best), 1)
}

export function logLoss(rows: Prepared[], predictions: number[][]): number {
  return rows.reduce((sum, { row }, at) => {
    const right = row.accept.reduce(
      (total, each) => total + (predictions[at]?.[CLASSES.indexOf(each)] ?? 0),
      0,
    )
    return sum - Math.log(Math.max(right, 1e-9)) / rows.length
  }, 0)
}

/** Of the hard ones, this share may be called simple where a bound is chosen: one of those that we have. */
const MISSED_AT_MOST = 0.035
/** Below the last one every fifth simple ask would be called medium, for no hard one more that is caught. */
const BOUNDS = [0.2, 0.18, 0.16, 0.14, 0.12, 0.1]

/** The least careful bound under which hardly any hard ask is called simple. */
export function chooseHardFrom(rows: Prepared[], predictions: number[][]): number {
  const hard = rows.flatMap(({ row }, at) => (CLASSES.indexOf(row.class) >= 2 ? [at] : []))
  const missed = (bound: number) =>
    hard.filter((at) => decideClass(predictions[at] ?? [], bound).class === "simple").length
  return BOUNDS.find((bound) => missed(bound) <= MISSED_AT_MOST * hard.length) ?? 0.1
}
