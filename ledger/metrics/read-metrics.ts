// The metrics of a ledger as Prometheus reads them: at the dashboard's /metrics, and by `ralex metrics`.
import type { ConfigLimit } from "../../config/index.ts"
import type { Ledger, Lift, Limit, Part } from "../ledger.ts"
import { limitOf } from "../limit-of.ts"
import { liftOf } from "../standings.ts"
import { isWindowScope } from "../windows.ts"

export interface MetricsSettings {
  /** In force where they are read; see LoadedConfig. */
  limits: readonly Pick<ConfigLimit, "scope" | "usd" | "part">[]
  /** Why the configuration can not be used. */
  error?: string | undefined
  now: Date
  version: string
}

export interface Metrics {
  contentType: string
  /** Prometheus's text format. */
  text: string
}

type Read = Pick<Ledger, "tallies" | "rests" | "lifts" | "spent">

/**
 * Costs the same with a thousand calls and with a million. Sessions are no labels; a project is one only for a limit
 * of its own.
 * @throws {RalexError} when the ledger can not be read.
 */
export async function readMetrics(
  ledger: Read,
  { limits, error, now, version }: MetricsSettings,
): Promise<Metrics> {
  const { makeRegistry } = await import("./make-registry.ts") // few processes tell metrics, and all load this file
  const lifts = await ledger.lifts(now)
  const inForce = limits.map(limitOf).flatMap((limit) => lifted(limit, lifts))
  const registry = makeRegistry({
    ...(await ledger.tallies()),
    rests: await ledger.rests(),
    limits: inForce,
    spent: await Promise.all(windows(inForce).map((one) => spentIn(one, ledger, now))),
    configValid: error === undefined,
    now,
    version,
  })
  return { contentType: registry.contentType, text: await registry.metrics() }
}

type Window = Pick<Limit, "scope"> & { part: Part }

function lifted(limit: Limit & { part: Part }, lifts: Lift[]) {
  const lift = liftOf(lifts, limit)
  if (!lift) return [limit]
  return lift.limitNano === null ? [] : [{ ...limit, limitNano: lift.limitNano }]
}

/** Those that something limits, and what is spent in all. */
function windows(limits: readonly Window[]): Window[] {
  const limited = limits.filter(({ scope }) => isWindowScope(scope))
  const isAll = ({ part }: Window) => Object.keys(part).length === 0
  const all = (["daily", "weekly", "monthly"] as const)
    .filter((scope) => !limited.some((limit) => limit.scope === scope && isAll(limit)))
    .map((scope) => ({ scope, part: {} }))
  return [...limited, ...all]
}

async function spentIn({ scope, part }: Window, ledger: Read, at: Date) {
  return { scope, part, ...(await ledger.spent({ scope, at, part })) }
}
