// How much later than without Ralex the first and the last token come: each target in turn, in one process and one run.
import { askOf, type Size } from "./asks.ts"
import { added, type Interval, quantile } from "./summary.ts"
import type { Target } from "./targets.ts"
import { type Times, timedCall } from "./timed-call.ts"

export interface Latency {
  target: string
  size: Size
  streams: number
  beginWithinMs: number
  calls: number
  /** Milliseconds. */
  firstToken: { p50: number; p99: number }
  lastToken: { p50: number; p99: number }
  /** Over the first target. */
  addedFirst: { p50: Interval; p99: Interval }
  addedLast: { p50: Interval; p99: Interval }
}

export interface Plan {
  size: Size
  /** Calls at the same time. */
  streams: number
  /** Milliseconds within which the calls of a round begin, each at a moment of its own; 0 is all in one instant. */
  beginWithinMs: number
  /** Rounds in which each target makes so many calls at once; the order is turned round in each. */
  rounds: number
}

const WARM_UP = 0.2

/** @param targets The first is the one that the others are compared with. */
export async function measureLatency(targets: readonly Target[], plan: Plan): Promise<Latency[]> {
  return latenciesOf(targets, plan, await timesOf(targets, plan))
}

/** The single calls, without those that warm up. */
export async function timesOf(targets: readonly Target[], plan: Plan): Promise<Map<Target, Times[]>> {
  const times = new Map<Target, Times[]>(targets.map((target) => [target, []]))
  const warm = Math.ceil(plan.rounds * WARM_UP)
  for (let round = -warm; round < plan.rounds; round++) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      const calls = Array.from({ length: plan.streams }, (_, at) =>
        later(Math.random() * plan.beginWithinMs, () =>
          timedCall(target.model, askOf(plan.size, round * plan.streams + at)),
        ),
      )
      const made = await Promise.all(calls)
      if (round >= 0) times.get(target)?.push(...made)
    }
  }
  return times
}

/** @param targets The first is the one that the others are compared with. */
export function latenciesOf(
  targets: readonly Target[],
  plan: Plan,
  times: ReadonlyMap<Target, Times[]>,
): Latency[] {
  const base = times.get(targets[0] as Target) ?? []
  return targets.map((target) => summarise(target, plan, times.get(target) ?? [], base))
}

async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  if (ms > 0) await Bun.sleep(ms)
  return work()
}

function summarise(target: Target, plan: Plan, own: readonly Times[], base: readonly Times[]): Latency {
  const of = (key: keyof Times, from: readonly Times[]) => from.map((times) => times[key])
  const quantiles = (key: keyof Times) => ({
    p50: quantile(of(key, own), 0.5),
    p99: quantile(of(key, own), 0.99),
  })
  const over = (key: keyof Times) => ({
    p50: added(of(key, own), of(key, base), 0.5),
    p99: added(of(key, own), of(key, base), 0.99),
  })
  return {
    target: target.name,
    size: plan.size,
    streams: plan.streams,
    beginWithinMs: plan.beginWithinMs,
    calls: own.length,
    firstToken: quantiles("firstToken"),
    lastToken: quantiles("lastToken"),
    addedFirst: over("firstToken"),
    addedLast: over("lastToken"),
  }
}
