// What the summary of a run knows, event by event. Plain data, since two copies of the package may add to it.
import type { CallEntry, LogEntry, VerdictEntry } from "../request-log/log-entry.ts"

export interface RunSummary {
  startedAt: string
  /** By id; a call that ends twice, first for its reader and then for its bill, counts once. */
  calls: Map<string, SummedCall>
  last: CallEntry | undefined
  failedTries: number
  /** Why calls got no answer, the newest last. */
  unanswered: string[]
  /** Blocked actions by rule. */
  blocks: Map<string, number>
  /** Of them, the newest last. */
  newestBlocks: { at: string; tool: string; rule: string; reason: string }[]
  lifted: number
  /** What became of `verify.run`, the newest last. */
  checks: { outcome: string; sentence: string }[]
  alerts: string[]
  /** Undefined while the run goes on. */
  end: RunEnd | undefined
}

export type SummedCall = Pick<
  CallEntry,
  | "tier"
  | "model"
  | "cause"
  | "status"
  | "costNano"
  | "baselineNano"
  | "inputTokens"
  | "cachedTokens"
  | "outputTokens"
>

export interface RunEnd {
  at: string
  /** OpenCode's own where it is undefined. */
  exitCode: number | undefined
  /** OpenCode met an error that ended its work. */
  failed: boolean
}

export function newSummary(startedAt: string): RunSummary {
  return {
    startedAt,
    calls: new Map(),
    last: undefined,
    failedTries: 0,
    unanswered: [],
    blocks: new Map(),
    newestBlocks: [],
    lifted: 0,
    checks: [],
    alerts: [],
    end: undefined,
  }
}

/** Of sentences; what is older tells less. */
const LISTED = 20

export function addEvent(summary: RunSummary, entry: LogEntry): void {
  if (entry.type === "call") addCall(summary, entry)
  if (entry.type === "verdict") addVerdict(summary, entry)
  if (entry.type === "alert" && entry.text !== "") push(summary.alerts, entry.text)
}

function addVerdict(summary: RunSummary, { at, tool, verdict, rule, reason, lifted }: VerdictEntry): void {
  if (rule?.startsWith("verify."))
    push(summary.checks, { outcome: rule.slice("verify.".length), sentence: reason ?? "" })
  if (lifted) summary.lifted += 1
  if (verdict === "allow" || tool === "model-call") return
  const name = rule ?? "other"
  summary.blocks.set(name, (summary.blocks.get(name) ?? 0) + 1)
  push(summary.newestBlocks, { at, tool, rule: name, reason: reason ?? "" })
}

function addCall(summary: RunSummary, entry: CallEntry): void {
  const { id, tier, model, cause, status, costNano, baselineNano } = entry
  const { inputTokens, cachedTokens, outputTokens } = entry
  summary.last = entry
  if (id === null) {
    push(summary.unanswered, entry.error ?? entry.outcome)
    summary.failedTries += entry.failures.length
    return
  }
  if (!summary.calls.has(id)) summary.failedTries += entry.failures.length
  summary.calls.set(id, {
    ...{ tier, model, cause, status, costNano, baselineNano },
    ...{ inputTokens, cachedTokens, outputTokens },
  })
}

function push<Item>(list: Item[], item: Item): void {
  list.push(item)
  if (list.length > LISTED) list.shift()
}
