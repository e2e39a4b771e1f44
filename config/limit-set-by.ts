// Where a limit has to be raised when the person's own file is not what set it.
import type { Instance } from "./runtime-slot.ts"
import type { BudgetScope } from "./schema.ts"

/** The project's file or the variable; undefined for the person's own file, which `ralex budget set` writes. */
export function limitSetBy({ loaded, environment }: Instance, scope: BudgetScope): string | undefined {
  const from = loaded.limitsFrom[scope]
  return from === environment.paths.userConfig ? undefined : from
}
