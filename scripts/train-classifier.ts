// Trains provider/classifier-weights.json: `bun scripts/train-classifier.ts DATA DATE`, DATA being the folder with
// classes-train.jsonl, classes-dev.jsonl and real-dev.jsonl. Deterministic; a few minutes on two cores.
import { join } from "node:path"
import { applyProfile, configSchema } from "../config/index.ts"
import { decideClass } from "../provider/classify/decide-class.ts"
import { OUTPUTS } from "../provider/classify/model.ts"
import { tierOf } from "../provider/decide.ts"
import {
  COLUMNS,
  fitClean,
  fitShared,
  type Prepared,
  predictRaw,
  prepare,
  type RawModel,
  SETTINGS,
  type Shared,
  type TrainingRows,
} from "./classifier/fit-model.ts"
import { type Judged, type Measured, measure } from "./classifier/measure.ts"
import { featureFingerprint, quantise } from "./classifier/quantise.ts"
import { readRowSets } from "./classifier/read-rows.ts"
import { cleanTemperature, nestedPredictions, train } from "./classifier/tune.ts"

const OUTER_FOLDS = 6
const OUTER_SEEDS = [1, 2]

const METHOD = [
  "Multinomial logistic regression on about 500 named measures (kind of ask, concepts in many languages, effort of what is named, length, form, what was pasted) and 8,192 buckets of hashed words, stems and word pairs, with ridge.",
  "Two opinions, one fitted to the clean one-line asks (and, at half their weight, our own) and one to the asks to agents (real ones at weight 1, own ones at half), weighed by a gate that tells the two kinds apart.",
  "Rows with two accepted classes count half for each. Ridge, temperatures and hardFrom are chosen by cross-validation.",
  "The likeliest class is taken, but an ask whose probability of being complex or reasoning is hardFrom or more is not called simple.",
  "Weights are rounded to 16 bits (measures) and 8 bits (buckets).",
]

const DATA = [
  { name: "classes-train.jsonl", source: "CommonstackAI/UncommonRoute", licence: "MIT", use: "trained on" },
  {
    name: "classes-dev.jsonl",
    source: "CommonstackAI/UncommonRoute",
    licence: "MIT",
    use: "measured on only",
  },
  {
    name: "real-dev.jsonl",
    source:
      "Aider-AI/aider, specstoryai/getspecstory, ChrisGVE/MunsellSpace (Apache-2.0), hpm27/agente-bsc-rag, DakineMI/mcp-gateway (MIT)",
    licence: "Apache-2.0 and MIT",
    use: "trained on; measured by nested cross-validation",
  },
  { name: "scripts/classifier/own-asks.txt", source: "written for Ralex", licence: "MIT", use: "trained on" },
]

const routing = applyProfile(configSchema.parse({}))

/** What is known of a row once it is classified. */
function judge(probabilities: number[], hardFrom: number): Judged {
  const found = decideClass(probabilities, hardFrom)
  return { ...found, cheap: tierOf({ ...found, reasons: [] }, routing) === "cheap" }
}

function cleanOnly(clean: Prepared[], own: Prepared[]): RawModel {
  const weights = fitClean({ clean, own }, SETTINGS)
  const model = new Float64Array(COLUMNS * OUTPUTS)
  for (let column = 0; column < COLUMNS; column += 1)
    for (let k = 0; k < 4; k += 1) model[column * OUTPUTS + k] = weights[column * 4 + k] ?? 0
  model[OUTPUTS - 1] = 50 // the gate is open for clean asks only
  return model
}

function honestReal(rows: TrainingRows, shared: Shared, cleanTemperature: number): Measured[] {
  return OUTER_SEEDS.map((seed) => {
    const { predictions, hardFrom } = nestedPredictions(rows, shared, {
      cleanTemperature,
      folds: OUTER_FOLDS,
      seed,
    })
    return measure(
      rows.real.map(({ row }) => row),
      predictions.map((probabilities, at) => judge(probabilities, hardFrom[at] ?? 0)),
    )
  })
}

async function main(folder: string | undefined, date: string | undefined): Promise<void> {
  if (folder === undefined || !/^\d{4}-\d\d-\d\d$/.test(date ?? "")) {
    console.error(
      "Give the folder of the routing data and a date: bun scripts/train-classifier.ts DATA 2026-11-22",
    )
    process.exitCode = 2
    return
  }
  const sets = await readRowSets(folder)
  const rows: TrainingRows = {
    clean: sets.cleanTrain.map(prepare),
    real: sets.real.map(prepare),
    own: sets.own.map(prepare),
  }
  const temperature = cleanTemperature(rows, (clean) => cleanOnly(clean, rows.own))
  const shared = fitShared(rows, SETTINGS)
  const trained = train(rows, temperature, shared)
  const dev = sets.cleanDev.map(prepare)
  const cleanDev = measure(
    sets.cleanDev,
    dev.map((row) => judge(predictRaw(trained.model, row, trained.temperatures), trained.hardFrom)),
  )
  const real = honestReal(rows, shared, temperature)
  const weights = {
    v: 1,
    date,
    data: DATA,
    rows: { clean: rows.clean.length, real: rows.real.length, own: rows.own.length },
    method: METHOD,
    metrics: {
      "classes-dev, held out": brief(cleanDev),
      "real-dev, nested cross-validation": real.map(brief),
    },
    features: featureFingerprint(),
    ridge: trained.settings.agentRidge,
    temperatures: { clean: trained.temperatures[0], agent: trained.temperatures[1] },
    hardFrom: trained.hardFrom,
    ...quantise(trained.model),
  }
  const path = join(import.meta.dir, "..", "provider", "classifier-weights.json")
  await Bun.write(path, `${JSON.stringify(weights, null, 2)}\n`)
  console.log(JSON.stringify({ cleanDev, real }, null, 1))
}

function brief({
  rows,
  right,
  hardCalledSimple,
  hardGoesCheap,
  simpleGoesCheap,
  calibration,
  scoreAuc,
}: Measured) {
  const percent = (value: number) => Math.round(value * 1000) / 10
  return {
    rows,
    rightPercent: percent(right.value),
    interval: [percent(right.low), percent(right.high)],
    hardCalledSimple: `${hardCalledSimple.count} of ${hardCalledSimple.of}`,
    hardGoesCheap: `${hardGoesCheap.count} of ${hardGoesCheap.of}`,
    simpleGoesCheapPercent: percent(simpleGoesCheap.value),
    ece: Math.round(calibration.ece * 1000) / 1000,
    scoreAuc: Math.round(scoreAuc * 1000) / 1000,
  }
}

await main(process.argv[2], process.argv[3])
