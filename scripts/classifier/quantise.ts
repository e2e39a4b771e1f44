// Packs a fitted model into the small integers that ship, and names what it was made of.
import { DENSE_NAMES, featuresOf } from "../../provider/classify/features.ts"
import { BUCKETS } from "../../provider/classify/hashed-features.ts"
import { OUTPUTS } from "../../provider/classify/model.ts"
import { COLUMNS, type RawModel } from "./fit-model.ts"

export interface Packed {
  dense: string
  hashed: string
  denseSteps: number[]
  hashedSteps: number[]
}

export function quantise(model: RawModel): Packed {
  const denseEnd = 1 + DENSE_NAMES.length
  const denseSteps = stepsOf(model, 0, denseEnd, 32_767)
  const hashedSteps = stepsOf(model, denseEnd, COLUMNS, 127)
  const dense = Int16Array.from({ length: denseEnd * OUTPUTS }, (_, at) =>
    Math.round((model[at] ?? 0) / (denseSteps[at % OUTPUTS] ?? 1)),
  )
  const hashed = Int8Array.from({ length: BUCKETS * OUTPUTS }, (_, at) =>
    Math.round((model[denseEnd * OUTPUTS + at] ?? 0) / (hashedSteps[at % OUTPUTS] ?? 1)),
  )
  return {
    dense: Buffer.from(dense.buffer).toString("base64"),
    hashed: Buffer.from(hashed.buffer).toString("base64"),
    denseSteps,
    hashedSteps,
  }
}

/** By output: the weight that is furthest from 0, over the largest integer. */
function stepsOf(model: RawModel, from: number, to: number, largest: number): number[] {
  return Array.from({ length: OUTPUTS }, (_, output) => {
    let most = 0
    for (let column = from; column < to; column += 1)
      most = Math.max(most, Math.abs(model[column * OUTPUTS + output] ?? 0))
    return most === 0 ? 1 : Number((most / largest).toPrecision(7))
  })
}

const SAMPLES = [
  "rename getUser to fetchUser in api.ts, then run the tests",
  "Why does this fail?\n```\nTypeError: x is undefined\n```",
  "设计一个分布式任务调度系统，支持失败重试",
  '> quoted\n- one\n- two\n- three\n"four words in quotes here" /usr/bin --flag 42 `code`',
]

/** Changes when the features do, so that weights of other features are noticed. */
export function featureFingerprint(): string {
  const seen = SAMPLES.map((sample) => {
    const { dense, hashed, kind } = featuresOf(sample)
    return { kind, dense: [...dense].map((value) => Math.round(value * 1e6)), hashed }
  })
  return Bun.hash(JSON.stringify([DENSE_NAMES, seen])).toString(16)
}
