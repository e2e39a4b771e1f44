// Chooses what cross-validation can choose: ridge, temperatures, and from which risk on an ask is not called simple.
import {
  bestTemperature,
  chooseHardFrom,
  foldsOf,
  logLoss,
  predictionsOf,
  realFolds,
} from "./cross-validate.ts"
import {
  fitGate,
  fitModel,
  type Prepared,
  predictRaw,
  type RawModel,
  SETTINGS,
  type Settings,
  type Shared,
  type TrainingRows,
} from "./fit-model.ts"

export interface Tuned {
  settings: Settings
  temperatures: [number, number]
  hardFrom: number
}

export interface Trained extends Tuned {
  model: RawModel
}

const RIDGES = [
  { dense: 1e-2, hashed: 5e-3 },
  { dense: 3e-2, hashed: 1e-2 },
]
const FOLDS = 5
const SEED = 11

/** Chooses by cross-validation within these rows, and fits to all of them. */
export function train(rows: TrainingRows, cleanTemperature: number, shared: Shared): Trained {
  const candidates = RIDGES.map((agentRidge) => {
    const settings = { ...SETTINGS, agentRidge }
    const folds = realFolds(rows, settings, shared, FOLDS, SEED)
    const lossAt = (temperature: number) =>
      logLoss(rows.real, predictionsOf(rows.real, folds, [cleanTemperature, temperature]))
    const temperature = bestTemperature(lossAt)
    return { settings, folds, temperature, loss: lossAt(temperature) }
  })
  const best = candidates.reduce((least, each) => (each.loss < least.loss ? each : least))
  const temperatures: [number, number] = [cleanTemperature, best.temperature]
  const hardFrom = chooseHardFrom(rows.real, predictionsOf(rows.real, best.folds, temperatures))
  return { settings: best.settings, temperatures, hardFrom, model: fitModel(rows, best.settings, shared) }
}

export interface Honest {
  predictions: number[][]
  hardFrom: number[]
}

export interface Nesting {
  cleanTemperature: number
  folds: number
  seed: number
}

/** Nested: every choice is made without the rows that are then predicted. */
export function nestedPredictions(
  rows: TrainingRows,
  shared: Shared,
  { cleanTemperature, folds, seed }: Nesting,
): Honest {
  const fold = foldsOf(rows.real.length, folds, seed)
  const predictions: number[][] = rows.real.map(() => [])
  const hardFrom: number[] = rows.real.map(() => 0)
  for (let index = 0; index < folds; index += 1) {
    const inside = { ...rows, real: rows.real.filter((_row, at) => fold[at] !== index) }
    const gate = fitGate(inside, SETTINGS)
    const trained = train(inside, cleanTemperature, { ...shared, gate })
    for (const [at, row] of rows.real.entries()) {
      if (fold[at] !== index) continue
      predictions[at] = predictRaw(trained.model, row, trained.temperatures)
      hardFrom[at] = trained.hardFrom
    }
  }
  return { predictions, hardFrom }
}

/** The temperature of the clean opinion, by cross-validation within the clean rows. */
export function cleanTemperature(rows: TrainingRows, fitCleanOnly: (clean: Prepared[]) => RawModel): number {
  const fold = foldsOf(rows.clean.length, FOLDS, SEED)
  const models = Array.from({ length: FOLDS }, (_, index) =>
    fitCleanOnly(rows.clean.filter((_row, at) => fold[at] !== index)),
  )
  return bestTemperature((temperature) =>
    logLoss(
      rows.clean,
      rows.clean.map((row, at) => {
        const model = models[fold[at] ?? 0]
        return model ? predictRaw(model, row, [temperature, 1]) : []
      }),
    ),
  )
}
