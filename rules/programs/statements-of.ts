// What a database client is told to do, by its arguments and what is piped into it.
import { UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "./parse-arguments.ts"
import type { Program } from "./program-table.ts"
import { readStatements, type Statements } from "./read-statements.ts"

const NONE: Statements = { text: "", kinds: [] }
const MOST_KEPT = 10_000

export function statementsOf({ statements }: Program, parsed: ParsedArguments, input: string): Statements {
  if (!statements) return NONE
  const values = parsed.flags.flatMap(({ name, value }) =>
    value !== undefined && statements.flags.includes(name) ? [value] : [],
  )
  // A database's name or address is no statement, nor is a file `delete-me.txt`.
  const given = [...values, ...parsed.operands.filter((operand) => /\s/.test(operand)), input]
  const text = [...values, parsed.operands.join(" "), input]
    .join("\n;")
    .replaceAll(UNKNOWN, " ? ")
    .slice(0, MOST_KEPT)
  const kinds = statements.language === "sql" ? [...new Set(given.flatMap(readStatements))] : []
  return { text: text.toLowerCase().replace(/\s+/g, " "), kinds }
}
