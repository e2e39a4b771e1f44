// A row of named values into its table.
import { places, query, type Value, type Work } from "./store.ts"

export function* insertRow(table: string, values: Record<string, Value>, onConflict = ""): Work<number> {
  const names = Object.keys(values)
  const rows = yield* query(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places(names.length)}) ${onConflict} RETURNING 1 AS written`,
    Object.values(values),
  )
  return rows.length
}
