// What `opencode run` tells a script when it ends; the first reason that applies, as the design numbers them.
import type { Instance } from "../config/index.ts"
import { isRun } from "./is-run.ts"
import type { Outcome } from "./watch-outcome.ts"

/** @returns undefined to leave OpenCode's own code (0 done, 1 its error). */
export function exitCodeOf(instance: Instance, outcome: Outcome): number | undefined {
  if (!isRun(process.argv)) return undefined
  if (instance.outcome.budgetStopped) return 3
  if (instance.outcome.blocked > 0 && instance.loaded.config.ci.failOnBlock) return 4
  if (instance.outcome.unverified) return 6
  if (outcome.rejected()) return 5
  return undefined
}
