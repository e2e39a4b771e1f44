// What a program shows beside the files that it is told, by shown-content.yaml: logs, the screen, a whole repository.
import { z } from "zod"
import type { Effect, Execution } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import { argumentsSchema } from "./matches-arguments.ts"
import shownContent from "./shown-content.yaml"

const rowSchema = z.strictObject({ match: argumentsSchema, shows: z.string() })

const byProgram = new Map<string, z.infer<typeof rowSchema>[]>()
for (const row of z.array(rowSchema).parse(shownContent))
  for (const program of row.match.program ?? [])
    byProgram.set(program, [...(byProgram.get(program) ?? []), row])

export function shownBy(execution: Execution): Effect[] {
  const rows = byProgram.get(execution.program) ?? []
  return rows.flatMap(({ match, shows }) =>
    argumentsMatch(match, execution)
      ? [{ access: "read", target: shows, recursive: true, cwd: execution.cwd }]
      : [],
  )
}
