// What a program shows beside the files that it is told, by shown-content.yaml: logs, the screen, a whole repository.
import * as z from "zod"
import type { Effect, Execution } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import { argumentsSchema } from "./matches-arguments.ts"
import { rowsByProgram } from "./rows-by-program.ts"
import shownContent from "./shown-content.yaml"

const rowSchema = z.strictObject({ match: argumentsSchema, shows: z.string() })

export const shows = rowsByProgram(shownContent, rowSchema)

export function shownBy(execution: Execution): Effect[] {
  return shows
    .of(execution.program)
    .flatMap(({ match, shows: target }) =>
      argumentsMatch(match, execution)
        ? [{ access: "read", target, recursive: true, cwd: execution.cwd }]
        : [],
    )
}
