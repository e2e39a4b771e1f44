// A cascade replayed on measured runs: what it solves and costs, against both models alone, a random mix and an oracle.
// Pure.
import { findModel, type Model, nanoToUsd, priceAt } from "../ledger/index.ts"
import { type Random, seededRandom } from "../scripts/simulate-turns.ts"
import { catalogueIds } from "./estimate-models.ts"

export interface Run {
  resolved: boolean
  costUsd: number
  calls: number
}

export type Outcomes = Record<string, Run>

/** Of the runs that failed, the share that is noticed; of those that did not, the share that is raised all the same. */
export interface Rates {
  detection: number
  falseAlarms: number
}

/**
 * What the stronger model pays for what the cheap one leaves in the session: nothing (it begins anew), the history
 * once, not in its cache (lost cache), or that and again in each of its calls, which it all needs nevertheless.
 */
export const handovers = ["anew", "once", "carried"] as const
export type Handover = (typeof handovers)[number]

/** One task: what each road costs and whether it solves. */
export interface Task {
  startSolves: boolean
  strongSolves: boolean
  startUsd: number
  strongUsd: number
  /** On top of the strong model's own run, when it takes over. */
  handoverUsd: number
}

export interface Totals {
  solved: number
  usd: number
}

export interface Replay {
  policy: Totals
  start: Totals
  strong: Totals
  oracle: Totals
  /** What as dear a random mix of both solves. */
  mixSolved: number
  /** Tasks that the policy solves beyond the mix. */
  gain: number
}

export function tasksOf(
  rows: readonly Outcomes[],
  start: string,
  strong: string,
  handover: Handover,
): Task[] {
  const [startModel, strongModel] = [modelOf(start), modelOf(strong)]
  return rows.flatMap((outcomes) => {
    const [first, second] = [outcomes[start], outcomes[strong]]
    if (!first || !second) return []
    const tokens = historyTokens(first, startModel)
    return {
      startSolves: first.resolved,
      strongSolves: second.resolved,
      startUsd: first.costUsd,
      strongUsd: second.costUsd,
      handoverUsd: handoverCost(handover, tokens, second.calls, strongModel),
    }
  })
}

function modelOf(name: string): Model {
  const model = findModel(catalogueIds[name] ?? name)
  if (!model) throw new Error(`The catalogue has no model for ${name}; name one in bench/estimate-models.ts.`)
  return model
}

/** Output tokens for each token that a call leaves in the conversation: a guess, which the README names. */
const OUTPUT_SHARE = 0.35

/**
 * How long the conversation is at the end of a run: the data have no tokens, so it is the growth for each call that
 * explains the run's cost at list prices, all earlier calls being read from the cache.
 */
export function historyTokens({ costUsd, calls }: Pick<Run, "costUsd" | "calls">, model: Model): number {
  const { input, cacheRead, output } = pricesOf(model)
  const usdPerGrowth =
    (calls * input + ((calls * (calls - 1)) / 2) * cacheRead + calls * OUTPUT_SHARE * output) / 1e6
  return Math.min(model.contextTokens, usdPerGrowth > 0 ? (calls * costUsd) / usdPerGrowth : 0)
}

function handoverCost(handover: Handover, tokens: number, calls: number, model: Model): number {
  if (handover === "anew") return 0
  const { input, cacheWrite, cacheRead } = pricesOf(model)
  const again = handover === "carried" ? Math.max(0, calls - 1) * cacheRead : 0
  return (tokens * (Math.max(input, cacheWrite) + again)) / 1e6
}

/** USD per million tokens. */
function pricesOf(model: Model) {
  const price = priceAt(model, 0)
  const input = nanoToUsd(price.inputNanoPerMillion)
  return {
    input,
    output: nanoToUsd(price.outputNanoPerMillion),
    cacheRead: price.cacheReadNanoPerMillion === null ? input : nanoToUsd(price.cacheReadNanoPerMillion),
    cacheWrite: price.cacheWriteNanoPerMillion === null ? input : nanoToUsd(price.cacheWriteNanoPerMillion),
  }
}

/** Sums over tasks, from which every rate's replay follows: all are expectations, nothing is drawn. */
interface Sums {
  tasks: number
  startSolved: number
  strongSolved: number
  /** Solved by the strong one of those that the start model fails, and of those that it solves. */
  rescued: number
  bothSolved: number
  startUsd: number
  strongUsd: number
  /** The strong one's cost with the handover, of the same two kinds of tasks. */
  failedRaisedUsd: number
  solvedRaisedUsd: number
  oracleSolved: number
  oracleUsd: number
}

export function replay(tasks: readonly Task[], rates: Rates): Replay {
  return fromSums(sumUp(tasks), rates)
}

function sumUp(tasks: readonly Task[], weights?: Uint16Array): Sums {
  const sums: Sums = {
    ...{ tasks: 0, startSolved: 0, strongSolved: 0, rescued: 0, bothSolved: 0, startUsd: 0, strongUsd: 0 },
    ...{ failedRaisedUsd: 0, solvedRaisedUsd: 0, oracleSolved: 0, oracleUsd: 0 },
  }
  tasks.forEach((task, index) => {
    add(sums, task, weights?.[index] ?? 1)
  })
  return sums
}

function add(sums: Sums, task: Task, times: number): void {
  const { startSolves, strongSolves, startUsd, strongUsd, handoverUsd } = task
  const raised = times * (strongUsd + handoverUsd)
  sums.tasks += times
  sums.startUsd += times * startUsd
  sums.strongUsd += times * strongUsd
  if (strongSolves) sums.strongSolved += times
  if (startSolves) {
    sums.startSolved += times
    sums.solvedRaisedUsd += raised
    if (strongSolves) sums.bothSolved += times
  } else {
    sums.failedRaisedUsd += raised
    if (strongSolves) sums.rescued += times
  }
  if (startSolves || strongSolves) sums.oracleSolved += times
  sums.oracleUsd += times * oracleCost(task)
}

/** The cheapest that solves it; what nobody solves is left to the cheapest. */
function oracleCost({ startSolves, strongSolves, startUsd, strongUsd }: Task): number {
  if (startSolves === strongSolves) return Math.min(startUsd, strongUsd)
  return startSolves ? startUsd : strongUsd
}

function fromSums(sums: Sums, { detection, falseAlarms }: Rates): Replay {
  const { startSolved, strongSolved, bothSolved, rescued, startUsd, strongUsd } = sums
  const policy = {
    solved: startSolved - falseAlarms * (startSolved - bothSolved) + detection * rescued,
    usd: startUsd + detection * sums.failedRaisedUsd + falseAlarms * sums.solvedRaisedUsd,
  }
  const start = { solved: startSolved, usd: startUsd }
  const strong = { solved: strongSolved, usd: strongUsd }
  const mixSolved = mixAt(policy.usd, start, strong)
  const oracle = { solved: sums.oracleSolved, usd: sums.oracleUsd }
  return { policy, start, strong, oracle, mixSolved, gain: policy.solved - mixSolved }
}

/** What the best random mix solves that costs no more. */
export function mixAt(usd: number, one: Totals, other: Totals): number {
  const [cheap, dear] = one.usd <= other.usd ? [one, other] : [other, one]
  if (dear.solved <= cheap.solved) return cheap.solved
  const share = dear.usd === cheap.usd ? 1 : (usd - cheap.usd) / (dear.usd - cheap.usd)
  return cheap.solved + Math.min(1, Math.max(0, share)) * (dear.solved - cheap.solved)
}

export interface Interval {
  low: number
  high: number
}

/** How often each task is drawn, for each resample: the same draws for every pair. */
export function bootstrapWeights(tasks: number, resamples: number, seed: number): Uint16Array[] {
  const random: Random = seededRandom(seed)
  return Array.from({ length: resamples }, () => {
    const weights = new Uint16Array(tasks)
    for (let drawn = 0; drawn < tasks; drawn++) {
      const at = Math.floor(random() * tasks)
      weights[at] = (weights[at] ?? 0) + 1
    }
    return weights
  })
}

/** 95 % percentile intervals of the gain over the mix, for each of the rates. */
export function gainIntervals(
  tasks: readonly Task[],
  rates: readonly Rates[],
  weights: readonly Uint16Array[],
): Interval[] {
  const resampled = weights.map((each) => sumUp(tasks, each))
  return rates.map((rate) => {
    const gains = resampled.map((sums) => fromSums(sums, rate).gain).toSorted((a, b) => a - b)
    const at = (share: number) => gains[Math.round(share * (gains.length - 1))] ?? Number.NaN
    return { low: at(0.025), high: at(0.975) }
  })
}
