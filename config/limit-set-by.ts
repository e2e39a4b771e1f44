// Where a limit has to be raised when the person's own file is not what set it.
import { isSamePart, type LimitPart } from "./limits-in-force.ts"
import type { Instance } from "./runtime-slot.ts"
import type { BudgetScope } from "./schema.ts"

/** The project's file or the variable; undefined for the person's own file, which `ralex budget set` writes. */
export function limitSetBy(
  { loaded, environment }: Instance,
  { scope, part = {} }: { scope: BudgetScope; part?: LimitPart },
): string | undefined {
  const limit = loaded.limits.find((one) => one.scope === scope && isSamePart(one.part, part))
  return limit?.from === environment.paths.userConfig ? undefined : limit?.from
}
