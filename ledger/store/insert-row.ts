// A row of named values into its table.
import { places, query, type Row, type Value, type Work } from "./store.ts"

/** @returns the row as it is now; nothing when `onConflict` left another in its place. */
export function* insertRow(
  table: string,
  values: Record<string, Value>,
  onConflict = "",
): Work<Row | undefined> {
  const names = Object.keys(values)
  const [row] = yield* query(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places(names.length)}) ${onConflict} RETURNING *`,
    Object.values(values),
  )
  return row
}
