// `ralex report`: spend, savings against the baseline, latency, errors and blocks, out of the ledger.
import { type ReportGroup, readReport, reportGroups } from "../../ledger/index.ts"
import { printJson } from "../context.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { readSince } from "../read-since.ts"
import { reportAsCsv, reportAsMarkdown, reportAsText } from "../show-report.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

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
    markdown: { type: "boolean", description: "Print Markdown." },
    csv: { type: "boolean", description: "Print the rows of --by as CSV." },
  },
  run: async (args, context) => {
    const formats = [args.json, args.markdown, args.csv].filter((wanted) => wanted === true).length
    if (formats > 1)
      throw new UsageError("ralex report prints one of --json, --markdown and --csv; choose one.")
    const until = context.now()
    const since = args.since === undefined ? null : readSince(args.since, until)
    const group: ReportGroup | undefined = args.by
    const document = await withLedger(context, (ledger) => readReport(ledger, { since, until, group }))
    if (args.json) printJson(context, document)
    else if (args.markdown) context.print(reportAsMarkdown(document))
    else context.print(args.csv ? reportAsCsv(document) : reportAsText(document))
    return exitCode.ok
  },
})
