// The summary of a run in Markdown. Pure.
import { nameLimit } from "../alerts/name-limit.ts"
import type { Standing } from "../ledger.ts"
import { markdownCode as code, markdownText as plain, markdownTable as table } from "../markdown.ts"
import { formatUsd } from "../money.ts"
import { callsOf, type RunEnd, type RunSummary, type SummedCalls } from "./run-summary.ts"
import { verdictOf } from "./run-verdict.ts"

export interface ShownRun {
  project: string
  summary: RunSummary
  /** The limits that hold, or why they are not known. */
  standings: readonly Standing[] | string
  at: Date
}

export function showSummary({ project, summary, standings, at }: ShownRun): string {
  const parts = [
    `## Ralex: run in ${code(project)}`,
    table(["", ""], overview(summary, at)),
    ...callsShown(callsOf(summary)),
    ...budgetsShown(standings),
    ...listShown("Calls without an answer", summary.unanswered),
    ...listShown("Alerts", summary.alerts),
  ]
  return `${parts.join("\n\n")}\n`
}

function overview(summary: RunSummary, at: Date): string[][] {
  const calls = callsOf(summary)
  const spent = sum(calls, ({ costNano }) => costNano)
  const estimated = countOf(calls.filter(({ status }) => status !== "settled"))
  const failed = [
    ...(summary.failedTries > 0
      ? [`${summary.failedTries} failed ${summary.failedTries === 1 ? "try" : "tries"}`]
      : []),
    ...(summary.unanswered.length > 0 ? [`${summary.unanswered.length} without an answer`] : []),
    ...(estimated > 0 ? [`${estimated} with an estimated cost`] : []),
  ]
  return [
    ["Spent", formatUsd(spent)],
    ["Saved against the baseline", saved(calls)],
    ["Calls", [String(countOf(calls)), ...failed].join(", ")],
    ["Blocked", blocked(summary)],
    ["Verification", verification(summary)],
    ["Ended", ended(summary.end, at)],
  ]
}

function saved(calls: readonly SummedCalls[]): string {
  const baseline = sum(calls, ({ baselineNano }) => baselineNano)
  const left = baseline - sum(calls, ({ costNano }) => costNano)
  if (baseline <= 0n) return formatUsd(left)
  return `${formatUsd(left)} (${Math.round((Number(left) / Number(baseline)) * 100)} %)`
}

function blocked({ blocks, lifted }: RunSummary): string {
  const counts = [...blocks].map(([rule, count]) => `${code(rule)} ${count}`)
  const total = [...blocks.values()].reduce((all, count) => all + count, 0)
  const said = total === 0 ? "nothing" : `${total}: ${counts.join(", ")}`
  return lifted === 0 ? said : `${said}; ${lifted} allowed once by a person`
}

function verification({ checks }: RunSummary): string {
  const last = checks.at(-1)
  if (!last) return "none"
  const before = checks.length === 1 ? "" : ` (check ${checks.length} of this run)`
  return `${plain(last.outcome)}${before}: ${plain(last.sentence)}`
}

/** Nobody can say later that a signal ended it, so it says what is true until then. */
function ended(end: RunEnd | undefined, at: Date): string {
  if (!end) return `not yet at ${utc(at.toISOString())}: it goes on, or a signal stopped it`
  const { exitCode, reason } = verdictOf(end)
  const how = reason === undefined ? "by itself" : `exit ${exitCode}, ${reason}`
  return `${how}, at ${utc(end.at)}`
}

function callsShown(calls: readonly SummedCalls[]): string[] {
  if (calls.length === 0) return []
  const groups = Map.groupBy(calls, ({ tier, model }) => JSON.stringify([tier ?? "none", model ?? "unknown"]))
  const rows = [...groups].map(([key, group]): string[] => {
    const [tier, model] = JSON.parse(key) as [string, string]
    return [
      tier,
      code(model),
      String(countOf(group)),
      formatUsd(sum(group, ({ costNano }) => costNano)),
      formatUsd(sum(group, ({ baselineNano, costNano }) => BigInt(baselineNano) - BigInt(costNano))),
      String(total(group, ({ inputTokens }) => inputTokens)),
      String(total(group, ({ cachedTokens }) => cachedTokens)),
      String(total(group, ({ outputTokens }) => outputTokens)),
    ]
  })
  const head = ["Tier", "Model", "Calls", "Spent", "Saved", "Input tokens", "of them cached", "Output tokens"]
  return ["### Calls", table(head, rows)]
}

function budgetsShown(standings: readonly Standing[] | string): string[] {
  if (typeof standings === "string") return ["### Budgets", plain(standings)]
  if (standings.length === 0) return []
  const rows = standings.map(({ limitNano, countedNano, ...limit }) => {
    const left = limitNano - countedNano
    return [
      plain(nameLimit(limit)),
      formatUsd(countedNano),
      formatUsd(limitNano),
      left < 0n ? "none" : formatUsd(left),
    ]
  })
  return ["### Budgets", table(["Limit", "Spent or held", "Of", "Left"], rows)]
}

function listShown(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return []
  return [`### ${title}`, sentences.map((sentence) => `- ${plain(sentence)}`).join("\n")]
}

function utc(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`
}

function sum(calls: readonly SummedCalls[], of: (call: SummedCalls) => string | bigint): bigint {
  return calls.reduce((all, call) => all + BigInt(of(call)), 0n)
}

function total(calls: readonly SummedCalls[], of: (call: SummedCalls) => number): number {
  return calls.reduce((all, call) => all + of(call), 0)
}

function countOf(calls: readonly SummedCalls[]): number {
  return total(calls, ({ count }) => count)
}
