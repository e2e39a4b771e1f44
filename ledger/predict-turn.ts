// What one human ask will cost with all the calls of its tool loop: simulated turns (predict-priors.ts), moved and
// reshaped by the user's own. A prediction decides what is said and chosen; it never bounds a hold.
import type { TaskClass, Tier } from "../config/index.ts"
import type { Model } from "./catalogue.ts"
import type { Nano, TurnCost, Usage } from "./ledger.ts"
import { type PricedTurn, priorSpread, priorTurns } from "./predict-priors.ts"

export interface TurnRequest {
  /** null is no class: taken as medium, like an ask without a signal. */
  class: TaskClass | null
  /** null is a model that a person chose. */
  tier: Tier | null
  model: Model
  /** The user's own turns, `Ledger.turnCosts`. */
  history: readonly TurnCost[]
  /** The model that a tier has now: what its turns in `history` are compared with. */
  modelOf: (tier: Tier) => Model | undefined
  /** Tokens of the first prompt, as far as known; a usual one is taken when it is longer. */
  promptTokens?: number
}

export interface TurnPrediction {
  p50Nano: Nano
  p90Nano: Nano
  /** Half of such turns use more. Input holds the cached. */
  tokens: { input: number; cached: number; output: number }
  /** Own turns that it learned from: all, and those of the same class and tier. */
  turns: { all: number; sameKind: number }
  /** The simulated turns weigh at least as much as those of the same class and tier. */
  mostlyPrior: boolean
}

/** How far back to look: enough for a 90th percentile by class and tier, and not last year's habits. */
export const HISTORY_TURNS = 200

/**
 * How many own turns of a kind weigh as much as the simulated ones in the shape of the distribution. Ten is the
 * fewest whose 90th percentile is not simply their dearest.
 */
const PRIOR_WEIGHT = 10

/** Standard normal deviate of the 90th percentile. */
const Z90 = 1.2816

export function predictTurn(request: TurnRequest): TurnPrediction {
  const prior = priorTurns(request.class ?? "medium", request.model, request.promptTokens)
  const kinds = kindsOf(request)
  const ownKind = kinds.get(kindKey(request)) ?? []
  const turns = { all: [...kinds.values()].flat().length, sameKind: ownKind.length }
  const center = meanLog(prior)
  const mostlyPrior = ownKind.length <= PRIOR_WEIGHT
  if (center === -Infinity)
    return { p50Nano: 0n, p90Nano: 0n, tokens: tokensOf(prior, 1), turns, mostlyPrior }
  const shape = prior.map(({ nano }) => Math.log(nano) - center)
  const others = [...kinds].filter(([key]) => key !== kindKey(request)).map(([, deviations]) => deviations)
  const place = locate(ownKind, others, mean(shape.map((value) => value ** 2)))
  const { p50, p90 } = percentiles(shape, ownKind, place)
  return {
    p50Nano: toNano(Math.exp(center + p50)),
    p90Nano: toNano(Math.exp(center + p90)),
    tokens: tokensOf(prior, Math.exp(p50 - quantile(shape.map(evenly), 0.5))),
    turns,
    mostlyPrior,
  }
}

interface Kind {
  class: TaskClass | null
  tier: Tier | null
}

function kindKey(kind: Kind): string {
  return `${kind.class} ${kind.tier}`
}

/**
 * Own turns by kind (class and tier), each as the logarithm of its cost less the mean one of simulated turns. Turns
 * without a cost, a tier or a known model say nothing: there is nothing to compare them with.
 */
function kindsOf({ history, modelOf }: TurnRequest): Map<string, number[]> {
  const paid = history.filter(({ costNano }) => costNano > 0n)
  const kinds = [...Map.groupBy(paid, kindKey)].map(([key, turns]): [string, number[]] => {
    const center = centerOf(turns[0], modelOf)
    return [key, turns.map(({ costNano }) => Math.log(Number(costNano)) - center)]
  })
  return new Map(kinds.filter(([, deviations]) => deviations.every(Number.isFinite)))
}

function centerOf(kind: Kind | undefined, modelOf: TurnRequest["modelOf"]): number {
  const model = kind?.tier ? modelOf(kind.tier) : undefined
  return model ? meanLog(priorTurns(kind?.class ?? "medium", model)) : -Infinity
}

/** Minus infinity when they cost nothing. */
function meanLog(turns: PricedTurn[]): number {
  return mean(turns.map(({ nano }) => Math.log(nano)))
}

interface Place {
  mean: number
  /** How unsure the mean is, squared. */
  variance: number
}

/**
 * Where this user's turns of this kind lie around the simulated ones: partial pooling of two levels with normal
 * errors, the user around everybody and the kind around the user. The other kinds speak for the user, the own kind's
 * turns for itself. `within` is the variance of turns of one kind.
 */
function locate(ownKind: number[], otherKinds: number[][], within: number): Place {
  const kinds = priorSpread.kinds ** 2
  const known = otherKinds.map((turns) => ({ mean: mean(turns), variance: kinds + within / turns.length }))
  const user = combine([{ mean: 0, variance: priorSpread.people ** 2 }, ...known])
  const expected = { mean: user.mean, variance: user.variance + kinds }
  if (ownKind.length === 0) return expected
  return combine([expected, { mean: mean(ownKind), variance: within / ownKind.length }])
}

/** Estimates of one quantity, each weighed by how sure it is. */
function combine(estimates: Place[]): Place {
  const precision = estimates.reduce((sum, estimate) => sum + 1 / estimate.variance, 0)
  const weighed = estimates.reduce((sum, estimate) => sum + estimate.mean / estimate.variance, 0)
  return { mean: weighed / precision, variance: 1 / precision }
}

/** Of the logarithm less the center: simulated and own turns in one pool, each around its own middle. */
function percentiles(shape: number[], ownKind: number[], place: Place): { p50: number; p90: number } {
  const ownShare = ownKind.length / (PRIOR_WEIGHT + ownKind.length)
  const pool = [
    ...shape.map((value) => ({ value, weight: PRIOR_WEIGHT / shape.length })),
    ...ownKind.map((value) => ({ value: value - place.mean, weight: 1 })),
    // The conformal rule: the next turn may be dearer than all that were seen. Of the simulated ones all are known.
    { value: Infinity, weight: ownShare },
  ]
  const half = quantile(pool, 0.5)
  // Two independent errors, of the turn and of the place: their spreads add up in squares.
  const above = Math.hypot(quantile(pool, 0.9) - half, Z90 * Math.sqrt(place.variance))
  return { p50: place.mean + half, p90: place.mean + half + above }
}

/** Medians, each by itself, times `scale`: what makes a turn dearer is taken to be more tokens of every kind. */
function tokensOf(prior: PricedTurn[], scale: number): TurnPrediction["tokens"] {
  const median = (of: (usage: Usage) => number) =>
    Math.round(
      quantile(
        prior.map(({ usage }) => evenly(of(usage))),
        0.5,
      ) * scale,
    )
  return {
    input: median((usage) => usage.inputTokens),
    cached: median((usage) => usage.cachedTokens),
    output: median((usage) => usage.outputTokens),
  }
}

interface Weighed {
  value: number
  weight: number
}

function evenly(value: number): Weighed {
  return { value, weight: 1 }
}

/** The smallest value that at least this share of the weight is at or below. */
function quantile(values: Weighed[], share: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  let below = 0
  for (const { value, weight } of sorted) {
    below += weight
    if (below >= share * total) return value
  }
  return sorted.at(-1)?.value ?? 0
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function toNano(nano: number): Nano {
  return BigInt(Math.round(nano))
}
