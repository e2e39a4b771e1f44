// The trained model: probabilities of the classes for the features of an ask. Weights come from scripts/train-classifier.ts.
import stored from "../classifier-weights.json"
import type { Features } from "./features.ts"

/** What is summed up for each ask: four classes as clean one-line asks are labelled, four as asks to agents are, and the gate. */
export const OUTPUTS = 9
const CLASS_COUNT = 4
const GATE = 8
/** The values of the hashed features of an ask share this length, however many they are. */
export const HASHED_LENGTH = 3

export interface Weights {
  /** One a measure and output, `measure * OUTPUTS + output`; the bias comes first. */
  dense: Int16Array
  /** The same for buckets. */
  hashed: Int8Array
  /** What one step of dense and hashed weights is worth, by output. */
  denseSteps: number[]
  hashedSteps: number[]
  /** Divide the scores of the first and the second four classes. */
  temperatures: [number, number]
}

let loaded: Weights | undefined

function weights(): Weights {
  loaded ??= {
    dense: new Int16Array(bytesOf(stored.dense).buffer),
    hashed: new Int8Array(bytesOf(stored.hashed).buffer),
    denseSteps: stored.denseSteps,
    hashedSteps: stored.hashedSteps,
    temperatures: [stored.temperatures.clean, stored.temperatures.agent],
  }
  return loaded
}

/** A copy, so that it begins where its buffer does. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"))
}

/** At which probability of being hard an ask is not called simple. */
export const HARD_FROM: number = stored.hardFrom

/** @returns probabilities of the classes, easiest first */
export function predict(features: Features): number[] {
  const { dense, hashed, denseSteps, hashedSteps, temperatures } = weights()
  const fromDense = new Float64Array(OUTPUTS)
  const fromHashed = new Float64Array(OUTPUTS)
  for (let output = 0; output < OUTPUTS; output += 1) fromDense[output] = dense[output] ?? 0
  for (let at = 0; at < features.dense.length; at += 1) {
    const value = features.dense[at] ?? 0
    if (value === 0) continue
    const base = (at + 1) * OUTPUTS
    for (let output = 0; output < OUTPUTS; output += 1)
      fromDense[output] = (fromDense[output] ?? 0) + value * (dense[base + output] ?? 0)
  }
  for (const bucket of features.hashed) {
    const base = bucket * OUTPUTS
    for (let output = 0; output < OUTPUTS; output += 1)
      fromHashed[output] = (fromHashed[output] ?? 0) + (hashed[base + output] ?? 0)
  }
  const value = hashedValue(features)
  const scores = Array.from(fromDense, (sum, output) => {
    return sum * (denseSteps[output] ?? 0) + value * (fromHashed[output] ?? 0) * (hashedSteps[output] ?? 0)
  })
  return mixed(scores, temperatures)
}

/**
 * What every measure, and all words and word pairs together, add to the score of a class over the mean of the others;
 * both opinions weighed evenly.
 */
export function contributions(features: Features, toClass: number): { dense: number[]; words: number } {
  const { dense, hashed, denseSteps, hashedSteps, temperatures } = weights()
  const above = (weightOf: (output: number) => number) => {
    let sum = 0
    for (let output = 0; output < GATE; output += 1) {
      const sign = output % CLASS_COUNT === toClass ? 1 : -1 / (CLASS_COUNT - 1)
      const temperature = temperatures[output < CLASS_COUNT ? 0 : 1]
      sum += (sign * weightOf(output)) / temperature / 2
    }
    return sum
  }
  const value = hashedValue(features)
  return {
    dense: Array.from(features.dense, (measure, at) =>
      measure === 0
        ? 0
        : measure * above((output) => (dense[(at + 1) * OUTPUTS + output] ?? 0) * (denseSteps[output] ?? 0)),
    ),
    words: features.hashed.reduce(
      (sum, bucket) =>
        sum +
        value * above((output) => (hashed[bucket * OUTPUTS + output] ?? 0) * (hashedSteps[output] ?? 0)),
      0,
    ),
  }
}

/** What each hashed feature of an ask is worth. */
export function hashedValue({ hashed }: Pick<Features, "hashed">): number {
  return HASHED_LENGTH / Math.sqrt(Math.max(1, hashed.length))
}

/** Probabilities from the scores of all outputs: both opinions, weighed by how much the ask looks like either kind. */
export function mixed(scores: number[], temperatures: [number, number]): number[] {
  const clean = softmax(scores.slice(0, CLASS_COUNT), temperatures[0])
  const agent = softmax(scores.slice(CLASS_COUNT, 2 * CLASS_COUNT), temperatures[1])
  const share = 1 / (1 + Math.exp(-(scores[GATE] ?? 0)))
  return clean.map((probability, at) => share * probability + (1 - share) * (agent[at] ?? 0))
}

function softmax(scores: number[], temperature: number): number[] {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp((score - most) / temperature))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
