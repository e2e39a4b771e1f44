// Who may decide what: a project's values until a person trusts its content. Pure; the table is DESIGN's.
import { chooseTiers } from "./choose-tiers.ts"
import type { ConfigInput } from "./parse-config.ts"
import type { Config } from "./schema.ts"
import { tightenBudgets } from "./tighten-budgets.ts"
import { tightenSafety } from "./tighten-safety.ts"
import { tightenWorkflows } from "./tighten-workflows.ts"

/** How strict a mode is; a project may only go up. */
const strictness = { off: 0, yolo: 1, guard: 2 } as const

export interface Restricted {
  input: ConfigInput
  /** Keys that were left out, as dotted paths. */
  ignored: string[]
}

/** What of an untrusted project's values counts over what is already in force. */
export function restrict(input: ConfigInput, inForce: Config): Restricted {
  const kept: ConfigInput = {}
  const ignored: string[] = []
  const { mode, profile, tiers, routing, budgets, alerts, verify, safety, workflows, ...rest } = input
  if (profile !== undefined) kept.profile = profile
  if (tiers !== undefined) {
    const chosen = chooseTiers(tiers, inForce)
    kept.tiers = chosen.kept
    ignored.push(...chosen.ignored)
  }
  if (routing !== undefined) {
    const { agents, ...own } = routing
    if (agents !== undefined) kept.routing = { agents }
    ignored.push(...Object.keys(own).map((key) => `routing.${key}`))
  }
  if (mode !== undefined) {
    if (strictness[mode] >= strictness[inForce.mode]) kept.mode = mode
    else ignored.push("mode")
  }
  if (budgets !== undefined) {
    const tightened = tightenBudgets(budgets, inForce.budgets)
    kept.budgets = tightened.kept
    ignored.push(...tightened.ignored)
  }
  if (alerts !== undefined) {
    const { at, ...own } = alerts
    // The last word of a limit is the person's.
    if (at !== undefined) kept.alerts = { at: [...at, ...inForce.alerts.at.slice(-1)] }
    ignored.push(...Object.keys(own).map((key) => `alerts.${key}`))
  }
  if (safety !== undefined) {
    const tightened = tightenSafety(safety, inForce.safety)
    kept.safety = tightened.kept
    ignored.push(...tightened.ignored)
  }
  if (workflows !== undefined) {
    const tightened = tightenWorkflows(workflows, inForce.workflows)
    kept.workflows = tightened.kept
    ignored.push(...tightened.ignored)
  }
  ignored.push(...Object.keys(verify ?? {}).map((key) => `verify.${key}`))
  ignored.push(...Object.keys(rest))
  return { input: kept, ignored }
}
