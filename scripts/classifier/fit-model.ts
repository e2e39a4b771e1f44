// Fits the classifier's two opinions (clean one-liners, asks to agents) and the gate between them.
import { CLASSES } from "../../config/index.ts"
import { DENSE_NAMES, featuresOf } from "../../provider/classify/features.ts"
import { BUCKETS } from "../../provider/classify/hashed-features.ts"
import { hashedValue, mixed, OUTPUTS } from "../../provider/classify/model.ts"
import { type Example, fitSoftmax, scoresOf } from "./fit-softmax.ts"
import type { Row } from "./read-rows.ts"

export const COLUMNS = 1 + DENSE_NAMES.length + BUCKETS

export interface Settings {
  /** The ridge on measures and on hashed features, for either opinion. */
  cleanRidge: { dense: number; hashed: number }
  agentRidge: { dense: number; hashed: number }
  /** How much one of our own asks counts beside a real one, by class: their mix of classes is not that of real ones. */
  ownWeight: number
  /** The same beside a clean one. */
  ownInClean: number
  iterations: number
}

export const SETTINGS: Settings = {
  cleanRidge: { dense: 1e-3, hashed: 1e-3 },
  agentRidge: { dense: 2e-2, hashed: 1e-2 },
  ownWeight: 0.5,
  ownInClean: 0.5,
  iterations: 60,
}

/** Real asks have hardly any reasoning. */
const OWN_BALANCE = { simple: 1, medium: 1, complex: 1, reasoning: 3 }

/** A row with its features, which are worth reading only once. */
export interface Prepared {
  row: Row
  columns: Int32Array
  values: Float64Array
}

export function prepare(row: Row): Prepared {
  const features = featuresOf(row.prompt)
  const columns = [0]
  const values = [1]
  for (const [index, value] of features.dense.entries())
    if (value !== 0) {
      columns.push(1 + index)
      values.push(value)
    }
  const value = hashedValue(features)
  for (const bucket of features.hashed) {
    columns.push(1 + DENSE_NAMES.length + bucket)
    values.push(value)
  }
  return { row, columns: Int32Array.from(columns), values: Float64Array.from(values) }
}

/** Weights at `column * OUTPUTS + output`. */
export type RawModel = Float64Array

export interface TrainingRows {
  clean: Prepared[]
  real: Prepared[]
  own: Prepared[]
}

/** The parts that do not depend on which few real asks are left out, so that cross-validation fits them once. */
export interface Shared {
  clean: Float64Array
  gate: Float64Array
}

export function fitShared(rows: TrainingRows, settings: Settings): Shared {
  return { clean: fitClean(rows, settings), gate: fitGate(rows, settings) }
}

export function fitModel(
  rows: TrainingRows,
  settings: Settings,
  shared = fitShared(rows, settings),
): RawModel {
  const agentRows = [
    ...rows.real.map((each) => example(each, 1)),
    ...rows.own.map((each) => example(each, settings.ownWeight * OWN_BALANCE[each.row.class])),
  ]
  const agent = fitSoftmax(agentRows, fitOptions(CLASSES.length, settings.agentRidge, settings))
  const { gate } = shared
  const model = new Float64Array(COLUMNS * OUTPUTS)
  const classes = CLASSES.length
  for (let column = 0; column < COLUMNS; column += 1) {
    const base = column * OUTPUTS
    for (let k = 0; k < classes; k += 1) {
      model[base + k] = shared.clean[column * classes + k] ?? 0
      model[base + classes + k] = agent[column * classes + k] ?? 0
    }
    model[base + 2 * classes] = (gate[column * 2] ?? 0) - (gate[column * 2 + 1] ?? 0)
  }
  return model
}

/** Our own asks are in both opinions: short asks to agents look like clean ones to the gate. */
export function fitClean(
  { clean, own }: Pick<TrainingRows, "clean" | "own">,
  settings: Settings,
): Float64Array {
  return fitSoftmax(
    [
      ...clean.map((each) => example(each, 1)),
      ...own.map((each) => example(each, settings.ownInClean * OWN_BALANCE[each.row.class])),
    ],
    fitOptions(CLASSES.length, settings.cleanRidge, settings),
  )
}

/** Whether an ask looks like the clean ones; both kinds weigh the same. */
export function fitGate({ clean, real, own }: TrainingRows, settings: Settings): Float64Array {
  const agents = [...real, ...own]
  const rows = [
    ...clean.map((each) => ({ ...example(each, 1 / clean.length), target: [1, 0] })),
    ...agents.map((each) => ({ ...example(each, 1 / agents.length), target: [0, 1] })),
  ]
  return fitSoftmax(rows, fitOptions(2, settings.cleanRidge, settings))
}

function fitOptions(classes: number, ridge: { dense: number; hashed: number }, { iterations }: Settings) {
  const ridges = Float64Array.from({ length: COLUMNS }, (_, column) => {
    if (column === 0) return 1e-6
    return column <= DENSE_NAMES.length ? ridge.dense : ridge.hashed
  })
  return { classes, ridges, iterations }
}

function example({ row, columns, values }: Prepared, weight: number): Example {
  const target = CLASSES.map((each) => (row.accept.includes(each) ? 1 / row.accept.length : 0))
  return { columns, values, target, weight }
}

/** Probabilities of the classes for a row by a model that is not quantised. */
export function predictRaw(
  model: RawModel,
  row: Prepared,
  temperatures: [number, number] = [1, 1],
): number[] {
  const scores = new Float64Array(OUTPUTS)
  scoresOf(row, model, scores)
  return mixed([...scores], temperatures)
}
