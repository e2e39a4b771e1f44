// Where a limit has to be raised when the person's own file is not what set it.
import { isSamePart, type LimitPart } from "./limits-in-force.ts"
import type { Instance } from "./runtime-slot.ts"
import type { BudgetScope } from "./schema.ts"
import { limitsOfTurn } from "./workflow-limit.ts"

/**
 * The project's file, the variable or WORKFLOW_BUDGET; undefined for a budget of the person's own file, which
 * `ralex budget set` writes.
 */
export function limitSetBy(
  instance: Instance,
  { scope, part = {} }: { scope: BudgetScope; part?: LimitPart },
  turn?: string,
): string | undefined {
  const { userConfig } = instance.environment.paths
  const limit = limitsOfTurn(instance, turn).find((one) => one.scope === scope && isSamePart(one.part, part))
  return limit?.from === userConfig ? undefined : limit?.from
}
