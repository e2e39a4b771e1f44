// `ralex report`: spend, savings against the baseline, latency, errors and blocks, out of the ledger.
import { makeBlockReport, type ReportGroup, readReport, reportGroups } from "../../ledger/index.ts"
import { type Context, printJson } from "../context.ts"
import type { BlocksDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { readSince } from "../read-since.ts"
import { blocksAsCsv, blocksAsMarkdown, blocksAsText } from "../show-blocks.ts"
import { reportAsCsv, reportAsMarkdown, reportAsText } from "../show-report.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

/** Of which each is told. */
const NEWEST_BLOCKS = 50

export const report = defineCommand({
  name: "report",
  description: "What was spent and saved, how fast it was, what failed and what was blocked.",
  args: {
    since: {
      type: "string",
      valueHint: "7d",
      description: "From when: 24h, 7d or 2026-11-01; all when left out.",
    },
    by: { type: "enum", options: [...reportGroups], description: "One row for each." },
    json: jsonArgument,
    blocks: { type: "boolean", description: "What was blocked by which rule, and what happened next." },
    markdown: { type: "boolean", description: "Print Markdown." },
    csv: { type: "boolean", description: "Print the rows of --by, or each block, as CSV." },
  },
  run: async (args, context) => {
    const formats = [args.json, args.markdown, args.csv].filter((wanted) => wanted === true).length
    if (formats > 1)
      throw new UsageError("ralex report prints one of --json, --markdown and --csv; choose one.")
    const until = context.now()
    const since = args.since === undefined ? null : readSince(args.since, until)
    if (args.blocks) {
      if (args.by !== undefined) throw new UsageError("ralex report --blocks is by rule; leave --by out.")
      const blocks = await withLedger(context, (ledger) => ledger.blockRows(since))
      printBlocks(makeBlockReport({ blocks, since, until, most: NEWEST_BLOCKS }), args, context)
      return exitCode.ok
    }
    const group: ReportGroup | undefined = args.by
    const document = await withLedger(context, (ledger) => readReport(ledger, { since, until, group }))
    if (args.json) printJson(context, document)
    else if (args.markdown) context.print(reportAsMarkdown(document))
    else context.print(args.csv ? reportAsCsv(document) : reportAsText(document))
    return exitCode.ok
  },
})

function printBlocks(document: BlocksDocument, { json, markdown, csv }: Formats, context: Context): void {
  if (json) printJson(context, document)
  else if (markdown) context.print(blocksAsMarkdown(document))
  else context.print(csv ? blocksAsCsv(document) : blocksAsText(document))
}

interface Formats {
  json?: boolean | undefined
  markdown?: boolean | undefined
  csv?: boolean | undefined
}
