// What a stretch of time cost and did, out of the ledger's rows; as JSON can hold it. Pure.
import type { Call, Nano, VerdictRow } from "./ledger.ts"
import { nanoToUsd } from "./money.ts"

export const reportGroups = ["model", "tier", "project", "session", "agent", "day"] as const
export type ReportGroup = (typeof reportGroups)[number]

export interface Percentiles {
  p50: number
  p95: number
}

export interface ReportTotals {
  calls: number
  /** What settled calls cost, and what estimated ones are taken to have cost. */
  spentNano: string
  spentUsd: number
  /** Held for calls whose cost is not known (running, or killed); budgets count it, `spent` does not. */
  pendingNano: string
  pendingUsd: number
  /** The same tokens at the baseline's prices. */
  baselineNano: string
  baselineUsd: number
  /** Baseline less spent: negative when routing cost more than it saved. */
  savedNano: string
  savedUsd: number
  /** Of the baseline, 0..1; null when the baseline is zero. */
  savedShare: number | null
  /** Of `spent`, the share that is estimated, 0..1. */
  estimatedShare: number
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  reasoningTokens: number
  /** Calls that took more than one model or try. */
  fallbacks: number
  /** Calls that ended in a failure; a person's own stop is none. */
  errors: number
  timeToFirstTokenMs: Percentiles | null
  durationMs: Percentiles | null
}

export interface Report {
  v: 1
  /** ISO times; null is from the beginning. */
  since: string | null
  until: string
  totals: ReportTotals
  group: ReportGroup | null
  /** One for each value of the group, dearest first; days in order. */
  by: (ReportTotals & { key: string })[]
  blocks: { total: number; byRule: { rule: string; count: number }[] }
}

export interface ReportRequest {
  calls: Call[]
  verdicts: VerdictRow[]
  since: Date | null
  until: Date
  group?: ReportGroup | undefined
}

export function makeReport({ calls, verdicts, since, until, group }: ReportRequest): Report {
  return {
    v: 1,
    since: since?.toISOString() ?? null,
    until: until.toISOString(),
    totals: totalsOf(calls),
    group: group ?? null,
    by: group ? groupCalls(calls, group) : [],
    blocks: blocksOf(verdicts),
  }
}

function groupCalls(calls: Call[], group: ReportGroup): Report["by"] {
  const rows = [...Map.groupBy(calls, (call) => keyOf(call, group))].map(([key, members]) => ({
    key,
    ...totalsOf(members),
  }))
  return rows.sort((a, b) =>
    group === "day" ? compare(a.key, b.key) : b.spentUsd - a.spentUsd || compare(a.key, b.key),
  )
}

function keyOf(call: Call, group: ReportGroup): string {
  switch (group) {
    case "model":
      return call.modelUsed ?? call.model
    case "tier":
      return call.tier ?? "none"
    case "project":
      return call.project
    case "session":
      return call.rootSession
    case "agent":
      return call.agent
    case "day":
      return call.startedAt.toISOString().slice(0, 10)
  }
}

function totalsOf(calls: Call[]): ReportTotals {
  const known = calls.filter(({ status }) => status === "settled" || status === "estimated")
  const unknown = calls.filter(({ status }) => status === "held" || status === "unreconciled")
  const spent = total(known, ({ costNano }) => costNano)
  const baseline = total(known, ({ baselineNano }) => baselineNano)
  const estimated = total(
    known.filter(({ status }) => status === "estimated"),
    ({ costNano }) => costNano,
  )
  return {
    calls: calls.length,
    ...money("spent", spent),
    ...money(
      "pending",
      total(unknown, ({ heldNano }) => heldNano),
    ),
    ...money("baseline", baseline),
    ...money("saved", baseline - spent),
    savedShare: baseline === 0n ? null : Number(baseline - spent) / Number(baseline),
    estimatedShare: spent === 0n ? 0 : Number(estimated) / Number(spent),
    inputTokens: count(calls, ({ usage }) => usage.inputTokens),
    cachedTokens: count(calls, ({ usage }) => usage.cachedTokens),
    outputTokens: count(calls, ({ usage }) => usage.outputTokens),
    reasoningTokens: count(calls, ({ usage }) => usage.reasoningTokens),
    fallbacks: calls.filter(({ attempts }) => attempts > 1).length,
    errors: calls.filter(({ outcome }) => outcome !== null && outcome !== "ok" && outcome !== "aborted")
      .length,
    timeToFirstTokenMs: percentiles(calls.map((call) => call.timeToFirstTokenMs)),
    durationMs: percentiles(calls.map((call) => call.durationMs)),
  }
}

type Money<Name extends string> = Record<`${Name}Nano`, string> & Record<`${Name}Usd`, number>

function money<Name extends string>(name: Name, nano: Nano): Money<Name> {
  return { [`${name}Nano`]: nano.toString(), [`${name}Usd`]: nanoToUsd(nano) } as Money<Name>
}

function total(calls: Call[], amount: (call: Call) => Nano): Nano {
  return calls.reduce((sum, call) => sum + amount(call), 0n)
}

function count(calls: Call[], amount: (call: Call) => number): number {
  return calls.reduce((sum, call) => sum + amount(call), 0)
}

/** By nearest rank, so each is a time that was measured. */
function percentiles(values: (number | null)[]): Percentiles | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95) }
}

function blocksOf(verdicts: VerdictRow[]): Report["blocks"] {
  const blocked = verdicts.filter(({ verdict }) => verdict !== "allow")
  const byRule = [...Map.groupBy(blocked, ({ rule }) => rule ?? "none")].map(([rule, rows]) => ({
    rule,
    count: rows.length,
  }))
  return {
    total: blocked.length,
    byRule: byRule.sort((a, b) => b.count - a.count || compare(a.rule, b.rule)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
