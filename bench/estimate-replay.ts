// Replays measured turns as one user's history: each is predicted from those before it, then scored. Pure.
import { HISTORY_TURNS, type Model, predictTurn, type TurnCost } from "../ledger/index.ts"

export interface Turn {
  nano: bigint
  calls: number
}

/**
 * `shipped` is what users get, `first9` and `from10` its parts; `priorOnly` knows no history; `ownOnly` is the plain
 * quantiles of the history, to be compared with `from10`.
 */
export const methods = ["shipped", "first9", "from10", "priorOnly", "ownOnly"] as const
export type Method = (typeof methods)[number]

export interface Scored {
  /** Costs in nano-dollars, as numbers. */
  cost: number
  p50: number
  p90: number
}

/** The fewest own turns with a 90th percentile of their own: of ten, nine are at or below the dearest of the others. */
const FEWEST_OWN = 9

export function replay(turns: readonly Turn[], model: Model): Record<Method, Scored[]> {
  const history = turns.map(({ nano, calls }): TurnCost => {
    return { class: "complex", tier: "smart", costNano: nano, calls }
  })
  const score = (index: number, before: readonly TurnCost[]): Scored => {
    const { p50Nano, p90Nano } = predictTurn({
      class: "complex",
      tier: "smart",
      model,
      modelOf: () => model,
      history: before,
    })
    return { cost: Number(turns[index]?.nano), p50: Number(p50Nano), p90: Number(p90Nano) }
  }
  const newest = (index: number) => history.slice(Math.max(0, index - HISTORY_TURNS), index).toReversed()
  const shipped = turns.map((_, index) => score(index, newest(index)))
  return {
    shipped,
    first9: shipped.slice(0, FEWEST_OWN),
    from10: shipped.slice(FEWEST_OWN),
    priorOnly: turns.map((_, index) => score(index, [])),
    ownOnly: turns.flatMap(({ nano }, index) =>
      index < FEWEST_OWN ? [] : [ownQuantiles(nano, newest(index))],
    ),
  }
}

/** The conformal rule: of n earlier turns the next is at or below the k-th smallest with a chance of k / (n + 1). */
function ownQuantiles(cost: bigint, before: readonly TurnCost[]): Scored {
  const sorted = before.map(({ costNano }) => Number(costNano)).toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * (sorted.length + 1)) - 1] ?? Number.NaN
  return { cost: Number(cost), p50: at(0.5), p90: at(0.9) }
}

export interface Summary {
  predictions: number
  /** Shares of turns that cost at most what was predicted. */
  p90Coverage: number
  p50Coverage: number
  /** Half of the turns cost within this factor of p50, up or down: exp of the median |ln(cost / p50)|. */
  medianFactor: number
  /** Median of |cost - p50| / cost. */
  medianRelativeError: number
  /** Median of p90 / p50: a coverage is easy to have with a wide interval. */
  medianWidth: number
}

export function summarise(scored: readonly Scored[]): Summary {
  const share = (holds: (one: Scored) => boolean) => scored.filter(holds).length / scored.length
  const half = (of: (one: Scored) => number) => median(scored.map(of))
  return {
    predictions: scored.length,
    p90Coverage: rounded(share(({ cost, p90 }) => cost <= p90)),
    p50Coverage: rounded(share(({ cost, p50 }) => cost <= p50)),
    medianFactor: rounded(Math.exp(half(({ cost, p50 }) => Math.abs(Math.log(cost / p50))))),
    medianRelativeError: rounded(half(({ cost, p50 }) => Math.abs(cost - p50) / cost)),
    medianWidth: rounded(half(({ p50, p90 }) => p90 / p50)),
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
