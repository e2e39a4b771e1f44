// A table of programs, looked up by one of them. Its rows are checked when they are first asked for: there are hundreds, and
// a session runs few programs.
import type { z } from "zod"

/**
 * @param table Rows that name programs in their `match`, in one of it, or beside it.
 * @returns the rows that name a program, in their order; asking throws `z.ZodError` for one in another form.
 */
export function rowsByProgram<T>(
  table: unknown,
  schema: z.ZodType<T>,
): { of: (program: string) => readonly T[]; programs: readonly string[] } {
  const written = new Map<string, unknown[]>()
  for (const row of listOf(table))
    for (const program of new Set(programsIn(row))) {
      const others = written.get(program)
      if (others) others.push(row)
      else written.set(program, [row])
    }
  const checked = new Map<string, readonly T[]>()
  const of = (program: string): readonly T[] => {
    const known = checked.get(program)
    if (known) return known
    const rows = written.get(program)
    if (!rows) return []
    const found = rows.map((row) => schema.parse(row))
    checked.set(program, found)
    return found
  }
  return { of, programs: [...written.keys()] }
}

function programsIn(row: unknown): string[] {
  const { match, program } = row as { match?: unknown; program?: unknown }
  const matchers = listOf(match) as { program?: unknown }[]
  return [program, ...matchers.map((matcher) => matcher.program)]
    .flatMap(listOf)
    .filter((name) => typeof name === "string")
}

/** What may be one or a list, as a list. */
function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
