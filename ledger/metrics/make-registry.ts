// What a ledger knows as metrics of Prometheus. Pure: everything is handed in, and no counter lives in the process.
import { Counter, Gauge, Registry } from "prom-client"
import type { Rest, Standing } from "../ledger.ts"
import { nanoToUsd } from "../money.ts"
import { COUNTER_FAMILIES, type CounterFamily } from "./counter-families.ts"
import { KeptHistogram, type KeptTimes } from "./kept-histogram.ts"
import type { Tallies, Tally } from "./tally.ts"
import { TIME_BOUNDS, type Timed } from "./time-bounds.ts"

export interface Seen extends Tallies {
  rests: readonly Rest[]
  /** Limits in force. */
  limits: readonly Pick<Standing, "scope" | "part" | "limitNano">[]
  /** What counts in each window now. */
  spent: readonly Pick<Standing, "scope" | "part" | "countedNano">[]
  /** False where a file of the configuration can not be used. */
  configValid: boolean
  now: Date
  version: string
}

export function makeRegistry(seen: Seen): Registry {
  const registry = new Registry()
  addInfo(registry, seen)
  for (const family of COUNTER_FAMILIES) addCounter(registry, family, seen.tallies)
  for (const timed of TIMES) addTimes(registry, timed, seen.tallies)
  addBudgets(registry, seen)
  addUnsettled(registry, seen)
  addCooldowns(registry, seen)
  return registry
}

const TIMES = [
  {
    of: "first-token",
    name: "ralex_time_to_first_token_seconds",
    help: "From the first model asked until the first token of an answer.",
    labels: ["tier", "model"],
  },
  {
    of: "duration",
    name: "ralex_request_duration_seconds",
    help: "Model calls from their decision to their end, all fallbacks included.",
    labels: ["tier", "model"],
  },
  {
    of: "overhead",
    name: "ralex_overhead_seconds",
    help: "What Ralex itself took from OpenCode's call until it asked the first model.",
    labels: [],
  },
] as const

function addInfo(registry: Registry, { version, configValid }: Seen): void {
  new Gauge({
    name: "ralex_build_info",
    help: "1, with the version of Ralex that told these metrics.",
    labelNames: ["version"],
    registers: [registry],
  }).set({ version }, 1)
  new Gauge({
    name: "ralex_config_valid",
    help: "1, or 0 while a file of the configuration can not be used: Ralex makes no call then, and tells no limits.",
    registers: [registry],
  }).set(configValid ? 1 : 0)
}

function addCounter(registry: Registry, family: CounterFamily, tallies: readonly Tally[]): void {
  const { name, help, labels: labelNames, unit, zeros = [], pick = (labels: string[]) => labels } = family
  const counter = new Counter({ name, help, labelNames, registers: [registry] })
  const sums = new Map<string, { labels: readonly string[]; amount: bigint }>()
  for (const labels of zeros) sums.set(JSON.stringify(labels), { labels, amount: 0n })
  for (const tally of tallies.filter(({ of }) => of === family.of)) {
    const labels = pick(tally.labels)
    if (!labels) continue
    const key = JSON.stringify(labels)
    sums.set(key, { labels, amount: (sums.get(key)?.amount ?? 0n) + tally.amount })
  }
  for (const { labels, amount } of sums.values())
    counter.inc(named(labelNames, labels), unit === "usd" ? nanoToUsd(amount) : Number(amount))
}

function addTimes(
  registry: Registry,
  { of, name, help, labels }: (typeof TIMES)[number],
  tallies: readonly Tally[],
): void {
  const groups = Map.groupBy(
    tallies.filter((tally) => tally.of === of),
    (tally) => JSON.stringify(tally.labels.slice(0, -1)),
  )
  const kept = [...groups].map(([key, group]): KeptTimes => {
    const sum = tallies.find((tally) => tally.of === `${of}-ms` && JSON.stringify(tally.labels) === key)
    const counts = group.map(
      ({ labels: values, amount }) => [secondsOf(values.at(-1)), Number(amount)] as const,
    )
    return {
      labels: named(labels, JSON.parse(key)),
      counts: new Map(counts),
      sum: Number(sum?.amount ?? 0n) / 1_000,
    }
  })
  const buckets = TIME_BOUNDS[of satisfies Timed].map((ms) => ms / 1_000)
  registry.registerMetric(new KeptHistogram({ name, help, buckets }, kept))
}

function secondsOf(bound = ""): number | "" {
  return bound === "" ? "" : Number(bound) / 1_000
}

const LIMIT_LABELS = ["scope", "project", "agent", "tier", "model"]

function addBudgets(registry: Registry, { limits, spent }: Seen): void {
  const limit = new Gauge({
    name: "ralex_budget_limit_usd",
    help: "Limits in force, lifts applied.",
    labelNames: LIMIT_LABELS,
    registers: [registry],
  })
  for (const { scope, part, limitNano } of limits) limit.set({ scope, ...part }, nanoToUsd(limitNano))
  const counted = new Gauge({
    name: "ralex_budget_spent_usd",
    help: "What counts against the UTC day, week or month that runs: settled at cost, all else at what is held.",
    labelNames: LIMIT_LABELS,
    registers: [registry],
  })
  for (const { scope, part, countedNano } of spent) counted.set({ scope, ...part }, nanoToUsd(countedNano))
}

const UNSETTLED = ["held", "estimated", "unreconciled"]

function addUnsettled(registry: Registry, { unsettled }: Seen): void {
  const labelNames = ["status"]
  const registers = [registry]
  const calls = new Gauge({
    name: "ralex_unsettled_calls",
    help: "Calls whose cost is not known for sure: running (held), estimated, or lost with their process.",
    labelNames,
    registers,
  })
  const money = new Gauge({
    name: "ralex_unsettled_usd",
    help: "What such calls count for against budgets.",
    labelNames,
    registers,
  })
  for (const status of UNSETTLED) {
    const found = unsettled.find((one) => one.status === status)
    calls.set({ status }, found?.calls ?? 0)
    money.set({ status }, nanoToUsd(found?.countedNano ?? 0n))
  }
}

function addCooldowns(registry: Registry, { rests, now }: Seen): void {
  for (const kind of ["model", "provider"] as const) {
    const gauge = new Gauge({
      name: kind === "model" ? "ralex_cooldown" : "ralex_provider_cooldown",
      help: `1 while the ${kind} failed and is left alone, 0 while it is only watched.`,
      labelNames: [kind],
      registers: [registry],
    })
    for (const { key, until } of rests)
      if (key.startsWith(`${kind}:`)) gauge.set({ [kind]: key.slice(kind.length + 1) }, until > now ? 1 : 0)
  }
}

function named(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]))
}
