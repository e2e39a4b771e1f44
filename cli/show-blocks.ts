// What was blocked, as text, Markdown or CSV.

import colors from "picocolors"
import { csvCell, markdownCode, markdownTable, markdownText, printable } from "../ledger/index.ts"
import type { BlocksDocument } from "./contract.ts"
import { showTable } from "./show-table.ts"

type Block = BlocksDocument["newest"][number]

const HEAD = ["rule", "blocked", "lifted", "went on"]

/** A screen of them; the other formats have more. */
const SHOWN = 10

export function blocksAsText(report: BlocksDocument): string {
  if (report.total === 0) return `${summary(report)}\n`
  const newest = report.newest.slice(0, SHOWN).map(blockLines)
  return `${[`${summary(report)}\n`, showTable(HEAD, rows(report)), "Newest first:", ...newest.flat()].join("\n")}\n`
}

export function blocksAsMarkdown(report: BlocksDocument): string {
  const head = ["when", "tool", "what", "rule", "found", "what happened", "next call"]
  const newest = report.newest.map((block) => [
    when(block),
    markdownText(block.tool),
    code(block.subject),
    markdownText(block.rule),
    code(block.evidence),
    happened(block),
    markdownText(nextCall(block)),
  ])
  const tables = [markdownTable(HEAD, rows(report, markdownText)), markdownTable(head, newest)]
  return `## Blocked by Ralex\n\n${[summary(report), ...(report.total === 0 ? [] : tables)].join("\n\n")}\n`
}

/** A row a block, for a spreadsheet: the same names as in the JSON document. */
export function blocksAsCsv({ newest }: BlocksDocument): string {
  const names = [
    "at",
    "project",
    "session",
    "agent",
    "tool",
    "verdict",
    "rule",
    "reason",
    "subject",
    "evidence",
    "outcome",
  ] as const
  const lines = newest.map((block) =>
    [...names.map((name) => csvCell(block[name] ?? "")), csvCell(nextCall(block))].join(","),
  )
  return `${[[...names, "next"].join(","), ...lines].join("\n")}\n`
}

function summary({ since, until, total, lifted, wentOn }: BlocksDocument): string {
  const start = since === null ? "the beginning" : minute(since)
  const span = `From ${start} to ${minute(until)} UTC`
  if (total === 0) return `${span} nothing was blocked.`
  return `${span}: ${total} blocked, ${lifted} of them lifted by a person afterwards. After ${wentOn} the session's next call was allowed.`
}

function rows({ byRule }: BlocksDocument, name = printable): string[][] {
  return byRule.map(({ rule, count, lifted, wentOn }) => [name(rule), ...[count, lifted, wentOn].map(String)])
}

function blockLines(block: Block): string[] {
  const { agent, tool, rule, subject, evidence, reason } = block
  const found = evidence === null || evidence === subject ? [] : [`    found: ${printable(evidence)}`]
  return [
    `  ${colors.dim(when(block))}  ${printable(agent)}  ${printable(tool)}  ${colors.red(rule)}  ${happened(block)}`,
    `    ${printable(oneLine(subject ?? ""))}`,
    ...found,
    ...(reason === null ? [] : [`    ${printable(reason)}`]),
    colors.dim(`    next: ${printable(nextCall(block))}`),
  ]
}

function when({ at }: Block): string {
  return at.slice(0, 19).replace("T", " ")
}

function minute(at: string): string {
  return at.slice(0, 16).replace("T", " ")
}

function happened({ outcome }: Block): string {
  return outcome ?? "blocked"
}

function nextCall({ next }: Block): string {
  if (next === null) return "none"
  const end = next.outcome ?? (next.verdict === "allow" ? "allowed" : "blocked")
  return `${next.tool} ${end}${next.exitCode === null ? "" : ` (exit ${next.exitCode})`}`
}

function code(text: string | null): string {
  return text === null ? "" : markdownCode(text)
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ")
}
