// Writes one budget into the user's ralex.yaml, comments and order kept.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { type Document, isMap, parseDocument } from "yaml"
import type { BudgetScope } from "../config/index.ts"
import { UsageError } from "./usage-error.ts"

/** @throws {UsageError} for a file that is not YAML, or in which `budgets` is not a map. */
export function writeBudget(file: string, scope: BudgetScope, usd: number | null): void {
  const document: Document = parseDocument(readIfThere(file))
  const problem = document.errors[0]
  if (problem)
    throw new UsageError(`${file} is not YAML (${problem.message}); mend it, then set the budget again.`)
  const budgets = document.get("budgets")
  if (document.contents !== null && !isMap(document.contents))
    throw new UsageError(`${file} must hold keys such as budgets:; mend it, then set the budget again.`)
  if (budgets === null) document.delete("budgets")
  else if (budgets !== undefined && !isMap(budgets))
    throw new UsageError(`budgets in ${file} must be a map; mend it, then set the budget again.`)
  document.setIn(["budgets", scope], usd)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, document.toString(), { mode: 0o600 })
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
