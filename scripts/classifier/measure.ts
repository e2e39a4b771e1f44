// How right a classifier is on labelled rows, with bootstrap intervals, and whether its confidence can be believed.
import { CLASSES, type Classification } from "../../config/index.ts"
import { seededRandom } from "./cross-validate.ts"
import type { Row } from "./read-rows.ts"

export interface Share {
  value: number
  /** 95 % interval of the bootstrap over rows. */
  low: number
  high: number
  count: number
  of: number
}

export interface Measured {
  rows: number
  right: Share
  /** Of the complex and reasoning rows, those called simple. */
  hardCalledSimple: Share
  /** Of the simple rows, those that go to the cheap tier. */
  simpleGoesCheap: Share
  /** Of the complex and reasoning rows, those that go to the cheap tier all the same, as medium ones. */
  hardGoesCheap: Share
  /** By the label's class, then the called class. */
  confusion: number[][]
  calibration: {
    ece: number
    table: { from: number; to: number; rows: number; confidence: number; right: number }[]
  }
  /** How well the score orders hard before other asks: the area under its ROC curve. */
  scoreAuc: number
}

export type Judged = Pick<Classification, "class" | "confidence" | "score"> & { cheap: boolean }

const RESAMPLES = 2_000
const BINS = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

export function measure(rows: Row[], judged: Judged[]): Measured {
  const pairs = rows.flatMap((row, at) => {
    const found = judged[at]
    return found ? [{ row, found, right: row.accept.includes(found.class) }] : []
  })
  const hard = pairs.filter(({ row }) => isHard(row))
  const simple = pairs.filter(({ row }) => row.class === "simple")
  return {
    rows: pairs.length,
    right: share(pairs.map(({ right }) => right)),
    hardCalledSimple: share(hard.map(({ found }) => found.class === "simple")),
    simpleGoesCheap: share(simple.map(({ found }) => found.cheap)),
    hardGoesCheap: share(hard.map(({ found }) => found.cheap)),
    confusion: CLASSES.map((labelled) =>
      CLASSES.map(
        (called) => pairs.filter(({ row, found }) => row.class === labelled && found.class === called).length,
      ),
    ),
    calibration: calibrate(pairs.map(({ found, right }) => ({ confidence: found.confidence, right }))),
    scoreAuc: auc(
      hard.map(({ found }) => found.score),
      pairs.filter(({ row }) => !isHard(row)).map(({ found }) => found.score),
    ),
  }
}

function isHard(row: Row): boolean {
  return CLASSES.indexOf(row.class) >= 2
}

function share(hits: boolean[]): Share {
  const random = seededRandom(7)
  const count = hits.filter(Boolean).length
  const drawn = Array.from({ length: RESAMPLES }, () => {
    let sum = 0
    for (let draw = 0; draw < hits.length; draw += 1) if (hits[Math.floor(random() * hits.length)]) sum += 1
    return sum / Math.max(1, hits.length)
  }).sort((a, b) => a - b)
  const at = (quantile: number) => drawn[Math.floor(quantile * (RESAMPLES - 1))] ?? 0
  return { value: count / Math.max(1, hits.length), low: at(0.025), high: at(0.975), count, of: hits.length }
}

function calibrate(pairs: { confidence: number; right: boolean }[]): Measured["calibration"] {
  const table = BINS.slice(0, -1).flatMap((from, index) => {
    const to = BINS[index + 1] ?? 1
    const inside = pairs.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (to === 1 && confidence === 1)),
    )
    if (inside.length === 0) return []
    const confidence = inside.reduce((sum, pair) => sum + pair.confidence, 0) / inside.length
    const right = inside.filter((pair) => pair.right).length / inside.length
    return [{ from, to, rows: inside.length, confidence, right }]
  })
  const ece = table.reduce(
    (sum, bin) => sum + (bin.rows / pairs.length) * Math.abs(bin.confidence - bin.right),
    0,
  )
  return { ece, table }
}

function auc(positives: number[], negatives: number[]): number {
  if (positives.length === 0 || negatives.length === 0) return Number.NaN
  const wins = positives.reduce(
    (sum, positive) =>
      sum +
      negatives.reduce(
        (won, negative) => won + (positive > negative ? 1 : positive === negative ? 0.5 : 0),
        0,
      ),
    0,
  )
  return wins / (positives.length * negatives.length)
}
