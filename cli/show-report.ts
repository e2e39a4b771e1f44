// A report as text, Markdown or CSV.
import { csvCell, formatUsd, markdownTable, markdownText, printable } from "../ledger/index.ts"
import type { ReportDocument } from "./contract.ts"
import { showTable } from "./show-table.ts"

type Totals = ReportDocument["totals"]

const columns = [
  "calls",
  "spent",
  "saved",
  "of baseline",
  "by cache",
  "input",
  "cached",
  "output",
  "fallbacks",
  "errors",
  "p50 ms",
  "p95 ms",
  "p99 ms",
]

export function reportAsText(report: ReportDocument): string {
  return [`${period(report)}\n`, showTable(head(report), rows(report)), `${blocks(report)}\n`].join("\n")
}

export function reportAsMarkdown(report: ReportDocument): string {
  return `## Ralex\n\n${period(report)}\n\n${markdownTable(head(report), rows(report, markdownText))}\n\n${blocks(report, markdownText)}\n`
}

/** Raw numbers, for a spreadsheet: the same names as in the JSON document. */
export function reportAsCsv(report: ReportDocument): string {
  const entries = report.group === null ? [{ key: "all", ...report.totals }] : report.by
  const numbers = [
    "calls",
    "spentNano",
    "pendingNano",
    "baselineNano",
    "savedNano",
    "inputTokens",
    "cachedTokens",
    "outputTokens",
    "reasoningTokens",
    "fallbacks",
    "errors",
    "cacheSavedNano",
    "estimatedShare",
  ] as const
  const lines = entries.map((entry) => [csvCell(entry.key), ...numbers.map((name) => entry[name])].join(","))
  return `${[[report.group ?? "key", ...numbers].join(","), ...lines].join("\n")}\n`
}

function head(report: ReportDocument): string[] {
  return [report.group ?? "", ...columns]
}

function rows(report: ReportDocument, name = printable): string[][] {
  const all = ["all", ...cells(report.totals)]
  return [...report.by.map((entry) => [name(entry.key), ...cells(entry)]), all]
}

function cells(totals: Totals): string[] {
  const { savedShare, durationMs } = totals
  return [
    String(totals.calls),
    formatUsd(BigInt(totals.spentNano)),
    formatUsd(BigInt(totals.savedNano)),
    savedShare === null ? "-" : percent(savedShare),
    formatUsd(BigInt(totals.cacheSavedNano)),
    ...[totals.inputTokens, totals.cachedTokens, totals.outputTokens, totals.fallbacks, totals.errors].map(
      String,
    ),
    ...(durationMs === null ? ["-", "-", "-"] : [durationMs.p50, durationMs.p95, durationMs.p99].map(String)),
  ]
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function period({ since, until, totals }: ReportDocument): string {
  const start = since === null ? "the beginning" : since.slice(0, 16).replace("T", " ")
  return [
    `From ${start} to ${until.slice(0, 16).replace("T", " ")} UTC.`,
    ...(totals.estimatedShare > 0
      ? [`${atLeastOne(totals.estimatedShare)} of what was spent is estimated (\`ralex reconcile\`).`]
      : []),
    ...(totals.pendingNano === "0"
      ? []
      : [
          `${formatUsd(BigInt(totals.pendingNano))} more is held for calls without a known cost (\`ralex reconcile\`).`,
        ]),
  ].join(" ")
}

function atLeastOne(share: number): string {
  return share < 0.01 ? "Under 1 %" : percent(share)
}

function blocks({ blocks: { total, byRule } }: ReportDocument, name = printable): string {
  if (total === 0) return "Nothing was blocked."
  return `${total} blocked: ${byRule.map(({ rule, count }) => `${name(rule)} ${count}`).join(", ")}.`
}
