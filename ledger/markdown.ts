// Markdown out of names and sentences that files and models of others wrote: no markup of theirs, no secret, and each on
// one line. Pure.
import { redact } from "./redact.ts"

/** @param rows Cells that are Markdown already, by `markdownText` or `markdownCode` where others wrote them. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_~[\]]/g, (sign) => `\\${sign}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
}

/** What would end the code is left out, and a backslash is kept from escaping the one before a "|". */
export function markdownCode(text: string): string {
  return `\`${oneLine(text).replaceAll("`", " ").replaceAll("<", "‹").replaceAll("\\|", "\\ |")}\``
}

function oneLine(text: string): string {
  return redact(text).replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
}
