// `/ralex-report 7d`: what a stretch of time cost and saved, by model, with what was blocked.
import { formatUsd, momentOf, openBooks, type Report, readReport, usdToNano } from "../../ledger/index.ts"
import type { SlashCommand } from "./slash-command.ts"

const NAME = "ralex-report"
const USAGE = `\`/${NAME} 7d\` reports the last seven days; \`24h\`, \`2w\` or a day such as \`2026-11-01\` do as well.`

export const ralexReport: SlashCommand = {
  name: NAME,
  description: "What was spent and saved: 24h, 7d, 2w",
  answer: async ([word = "24h", ...more], { instance, at }) => {
    const since = more.length > 0 ? undefined : momentOf(word, at)
    if (since === undefined) return `"${[word, ...more].join(" ")}" is no stretch of time. ${USAGE}`
    const books = await openBooks(instance)
    if (books.kind === "closed") return `The ledger can not be used (${books.reason}), so there is no report.`
    return asMarkdown(await readReport(books.ledger, { since, until: at, group: "model" }), word)
  },
}

function asMarkdown({ totals, by, blocks }: Report, since: string): string {
  if (totals.calls === 0 && blocks.total === 0) return `No calls since ${since}. ${USAGE}`
  const usd = (amount: number) => formatUsd(usdToNano(amount))
  const saved =
    totals.savedUsd >= 0
      ? `${usd(totals.savedUsd)} saved`
      : `${usd(-totals.savedUsd)} dearer than the baseline`
  const rows = by.map(
    ({ key, calls, spentUsd, savedUsd, errors }) =>
      `| ${key} | ${calls} | ${usd(spentUsd)} | ${savedUsd < 0 ? "-" : ""}${usd(Math.abs(savedUsd))} | ${errors} |`,
  )
  const rules = blocks.byRule.map(({ rule, count }) => `${rule} ${count}`).join(", ")
  return [
    `Since ${since}: ${usd(totals.spentUsd)} spent in ${totals.calls} ${totals.calls === 1 ? "call" : "calls"}, ${saved}; ${totals.fallbacks} fell back, ${totals.errors} failed.`,
    ["| model | calls | spent | saved | failed |", "|---|---|---|---|---|", ...rows].join("\n"),
    blocks.total === 0 ? "Nothing was blocked." : `Blocked: ${blocks.total} (${rules}).`,
  ].join("\n\n")
}
