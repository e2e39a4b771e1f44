// A text as a cell of CSV.
import { printable } from "./printable.ts"

/** Fullwidth signs count too, and blanks before them do not help. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/

/** A cell that begins like a formula would be run by a spreadsheet. */
export function csvCell(text: string): string {
  const shown = printable(text)
  const safe = FORMULA.test(text) ? `'${shown}` : shown
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
