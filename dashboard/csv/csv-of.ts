// A view as CSV: its rows, under the names of the JSON document, for a spreadsheet.
import { csvCell } from "../../ledger/index.ts"
import type { ViewDocuments, ViewName } from "../contract.ts"

type Rows = { [Name in ViewName]: (document: ViewDocuments[Name]) => object[] }

/** What of each view are its rows; the rest is in the JSON alone. */
const rowsOf: Rows = {
  overview: ({ totals, budgets }) => [
    { name: "all", ...totals },
    ...budgets.map(({ part, ...budget }) => ({ ...budget, ...part })),
  ],
  series: ({ series }) => series.flatMap(({ key, points }) => points.map((point) => ({ key, ...point }))),
  groups: ({ groups }) => groups,
  latency: ({ models }) => models,
  health: ({ hour }) => hour,
  fallbacks: ({ newest }) => newest,
  blocks: ({ newest }) => newest,
  feed: ({ events }) => events,
  sessions: ({ sessions }) => sessions,
  session: ({ turns }) =>
    turns.map(({ calls, blocks, elsewhere, ...turn }) => ({
      ...turn,
      calls: calls.length,
      blocks: blocks.length,
      elsewhere: Object.fromEntries(elsewhere.map(({ tier, costNano }) => [`${tier}Nano`, costNano])),
    })),
  settings: ({ settings }) => settings,
}

/** The first line is the head; an empty cell is null, or a name that this row does not have. */
export function csvOf<Name extends ViewName>(name: Name, document: ViewDocuments[Name]): string {
  const rows = rowsOf[name](document).map((row) => flat(row))
  const head = [...new Set(rows.flatMap((row) => [...row.keys()]))]
  const lines = rows.map((row) => head.map((key) => cell(row.get(key))))
  return [head.map(csvCell), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("")
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ""
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  // A negative amount is a number to a spreadsheet, and no formula.
  const text = String(value)
  return /^-?\d+$/.test(text) ? text : csvCell(text)
}

/** What is within an object is under both names, such as `durationMs.p50`. */
function flat(row: object, prefix = ""): Map<string, unknown> {
  const cells = new Map<string, unknown>()
  for (const [key, value] of Object.entries(row)) {
    const name = `${prefix}${key}`
    if (Array.isArray(value)) cells.set(name, value.map(String).join("; "))
    else if (typeof value === "object" && value !== null)
      for (const [inner, text] of flat(value, `${name}.`)) cells.set(inner, text)
    else cells.set(name, value)
  }
  return cells
}
