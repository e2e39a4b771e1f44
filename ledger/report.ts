// What a stretch of time cost and did, out of the ledger's sums; as JSON can hold it. Pure.
import { addHistogram, type Histogram, percentile } from "./histogram.ts"
import type { GroupTotals, Nano, Totals, TotalsGroup } from "./ledger.ts"
import { nanoToUsd } from "./money.ts"
import type { BlockCount } from "./verdict-row.ts"

export const reportGroups = [
  "model",
  "tier",
  "project",
  "session",
  "agent",
  "day",
] as const satisfies TotalsGroup[]
export type ReportGroup = (typeof reportGroups)[number]

/** Right to within 4.5 % (histogram.ts). */
export interface Percentiles {
  p50: number
  p95: number
  p99: number
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
  /** What the tokens read from prompt caches would have cost more as fresh ones, and what replayed answers had cost. */
  cacheSavedNano: string
  cacheSavedUsd: number
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
  /** By the group; several may have the same key. */
  totals: GroupTotals[]
  blocks: BlockCount[]
  since: Date | null
  until: Date
  group?: ReportGroup | undefined
}

export function makeReport({ totals, blocks, since, until, group }: ReportRequest): Report {
  return {
    v: 1,
    since: since?.toISOString() ?? null,
    until: until.toISOString(),
    totals: reportTotals(totals),
    group: group ?? null,
    by: group ? groupTotals(totals, group) : [],
    blocks: blocksOf(blocks),
  }
}

function groupTotals(totals: GroupTotals[], group: ReportGroup): Report["by"] {
  const rows = [...Map.groupBy(totals, ({ key }) => key)].map(([key, members]) => ({
    key,
    ...reportTotals(members),
  }))
  return rows.sort((a, b) =>
    group === "day" ? compare(a.key, b.key) : b.spentUsd - a.spentUsd || compare(a.key, b.key),
  )
}

/** Many sums as one, as documents have it. */
export function reportTotals(rows: readonly Totals[]): ReportTotals {
  const spent = total(rows, ({ spentNano }) => spentNano)
  const baseline = total(rows, ({ baselineNano }) => baselineNano)
  const estimated = total(rows, ({ estimatedNano }) => estimatedNano)
  const pending = total(rows, ({ pendingNano }) => pendingNano)
  const cacheSaved = total(rows, ({ cacheSavedNano }) => cacheSavedNano)
  return {
    calls: count(rows, ({ calls }) => calls),
    ...money("spent", spent),
    ...money("pending", pending),
    ...money("baseline", baseline),
    ...money("saved", baseline - spent),
    savedShare: baseline === 0n ? null : Number(baseline - spent) / Number(baseline),
    ...money("cacheSaved", cacheSaved),
    estimatedShare: spent === 0n ? 0 : Number(estimated) / Number(spent),
    inputTokens: count(rows, ({ usage }) => usage.inputTokens),
    cachedTokens: count(rows, ({ usage }) => usage.cachedTokens),
    outputTokens: count(rows, ({ usage }) => usage.outputTokens),
    reasoningTokens: count(rows, ({ usage }) => usage.reasoningTokens),
    fallbacks: count(rows, ({ fallbacks }) => fallbacks),
    errors: count(rows, ({ errors }) => errors),
    timeToFirstTokenMs: percentiles(rows.map(({ timeToFirstToken }) => timeToFirstToken)),
    durationMs: percentiles(rows.map(({ duration }) => duration)),
  }
}

type Money<Name extends string> = Record<`${Name}Nano`, string> & Record<`${Name}Usd`, number>

function money<Name extends string>(name: Name, nano: Nano): Money<Name> {
  return { [`${name}Nano`]: nano.toString(), [`${name}Usd`]: nanoToUsd(nano) } as Money<Name>
}

function total(rows: readonly Totals[], amount: (row: Totals) => Nano): Nano {
  return rows.reduce((sum, row) => sum + amount(row), 0n)
}

function count(rows: readonly Totals[], amount: (row: Totals) => number): number {
  return rows.reduce((sum, row) => sum + amount(row), 0)
}

export function percentiles(histograms: readonly Histogram[]): Percentiles | null {
  const all: Histogram = {}
  for (const histogram of histograms) addHistogram(all, histogram)
  const [p50, p95, p99] = [percentile(all, 0.5), percentile(all, 0.95), percentile(all, 0.99)]
  return p50 === null || p95 === null || p99 === null ? null : { p50, p95, p99 }
}

function blocksOf(counted: BlockCount[]): Report["blocks"] {
  const byRule = counted.map(({ rule, count }) => ({ rule: rule ?? "none", count }))
  return {
    total: byRule.reduce((sum, { count }) => sum + count, 0),
    byRule: byRule.sort((a, b) => b.count - a.count || compare(a.rule, b.rule)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
