// What the summary of a run knows, event by event. Plain data, since two copies of the package may add to it.
import type { CallEntry, LogEntry, VerdictEntry } from "../request-log/log-entry.ts"

export interface RunSummary {
  startedAt: string
  /** The newest by id; a call that ends twice, first for its reader and then for its bill, counts once. */
  calls: Map<string, SummedCall>
  /** Those before them, by what they have in common. */
  earlier: Map<string, SummedCalls>
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

/** Several with the same tier, model, cause and status; the amounts are their sums. */
export interface SummedCalls extends SummedCall {
  count: number
}

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
    earlier: new Map(),
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
/** Of calls that may still get another end. */
const MOST_CALLS = 1_000

/** All calls of a run, those that are remembered one by one among them. */
export function callsOf({ calls, earlier }: RunSummary): SummedCalls[] {
  return [...earlier.values(), ...[...calls.values()].map((call) => ({ ...call, count: 1 }))]
}

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
  sumUpOldest(summary)
}

/** A server that runs for weeks sums them up. */
function sumUpOldest({ calls, earlier }: RunSummary): void {
  const [oldest] = calls
  if (calls.size <= MOST_CALLS || oldest === undefined) return
  const [id, call] = oldest
  calls.delete(id)
  const key = JSON.stringify([call.tier, call.model, call.cause, call.status])
  const sum = earlier.get(key)
  earlier.set(key, sum ? added(sum, call) : { ...call, count: 1 })
}

function added(sum: SummedCalls, call: SummedCall): SummedCalls {
  return {
    ...sum,
    count: sum.count + 1,
    costNano: String(BigInt(sum.costNano) + BigInt(call.costNano)),
    baselineNano: String(BigInt(sum.baselineNano) + BigInt(call.baselineNano)),
    inputTokens: sum.inputTokens + call.inputTokens,
    cachedTokens: sum.cachedTokens + call.cachedTokens,
    outputTokens: sum.outputTokens + call.outputTokens,
  }
}

function push<Item>(list: Item[], item: Item): void {
  list.push(item)
  if (list.length > LISTED) list.shift()
}
