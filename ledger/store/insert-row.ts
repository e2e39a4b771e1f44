// A row of named values into its table.
import { places, query, type Row, type Value, type Work } from "./store.ts"

export function* insertRow(table: string, values: Record<string, Value>, onConflict = ""): Work<void> {
  yield* query(insertion(table, values, onConflict), Object.values(values))
}

/** @returns the row as it is now, which takes longer; nothing when `onConflict` left another in its place. */
export function* insertedRow(
  table: string,
  values: Record<string, Value>,
  onConflict = "",
): Work<Row | undefined> {
  const [row] = yield* query(`${insertion(table, values, onConflict)} RETURNING *`, Object.values(values))
  return row
}

function insertion(table: string, values: Record<string, Value>, onConflict: string): string {
  const names = Object.keys(values)
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places(names.length)}) ${onConflict}`
}
