// How much later than without Ralex the first and the last token come: each target in turn, in one process and one run.
import { type Asks, askSeries } from "./ask-series.ts"
import { added, type Interval, quantile } from "./summary.ts"
import type { Target } from "./targets.ts"
import { type Times, timedCall } from "./timed-call.ts"
import { AT_ONCE, type Pace, type Upstream } from "./upstream.ts"

export interface Latency {
  target: string
  asks: Asks
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
  asks: Asks
  pace: Pace
  /** Calls at the same time. */
  streams: number
  /** Milliseconds within which the calls of a round begin, each at a moment of its own; 0 is all in one instant. */
  beginWithinMs: number
  /** Rounds in which each target makes so many calls at once; the order is turned round in each. */
  rounds: number
  /** Calls of each target before them, without a pace. */
  warmUp: number
}

/** What a process has made after an hour or two of work: its code is compiled by then. */
export const WARM_CALLS = 600

type Upstreams = Pick<Upstream, "setPace">

/** @param targets The first is the one that the others are compared with. */
export async function measureLatency(
  upstream: Upstreams,
  targets: readonly Target[],
  plan: Plan,
): Promise<Latency[]> {
  return latenciesOf(targets, plan, await timesOf(upstream, targets, plan))
}

/** The single calls, without those that warm up. */
export async function timesOf(
  upstream: Upstreams,
  targets: readonly Target[],
  plan: Plan,
): Promise<Map<Target, Times[]>> {
  const rounds = targets.map((target) => ({ target, times: [] as Times[], next: askSeries(plan.asks) }))
  const oneRound = async (
    beginWithinMs: number,
    count: (times: Times[], made: Times[]) => void,
    at: number,
  ) => {
    for (const { target, times, next } of at % 2 === 0 ? rounds : rounds.toReversed()) {
      const calls = Array.from({ length: plan.streams }, (_, stream) => {
        const ask = next(stream)
        return later(Math.random() * beginWithinMs, () => timedCall(target.model, ask))
      })
      count(times, await Promise.all(calls))
    }
  }
  await upstream.setPace(AT_ONCE)
  for (let at = 0; at < plan.warmUp / plan.streams; at++) await oneRound(0, () => {}, at)
  await upstream.setPace(plan.pace)
  for (let at = 0; at < plan.rounds; at++)
    await oneRound(plan.beginWithinMs, (times, made) => times.push(...made), at)
  return new Map(rounds.map(({ target, times }) => [target, times]))
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
    asks: plan.asks,
    streams: plan.streams,
    beginWithinMs: plan.beginWithinMs,
    calls: own.length,
    firstToken: quantiles("firstToken"),
    lastToken: quantiles("lastToken"),
    addedFirst: over("firstToken"),
    addedLast: over("lastToken"),
  }
}
