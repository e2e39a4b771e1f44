// Doctor: whether the configuration can be read, what of it is ignored, and whether money has a limit.
import { type LoadedConfig, loadConfig } from "../../config/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"

export function checkConfig(context: Context): Finding[] {
  const loaded = loadConfig({ environment: context.environment, project: findProject(context.cwd) })
  const budgets = loaded.error === undefined ? [checkBudgets(loaded)] : [] // what it says of them is not known
  return [checkReadable(loaded), ...loaded.notices.map(ignored), ...budgets]
}

function checkReadable({ error, sources }: LoadedConfig): Finding {
  if (error !== undefined) return { id: "config", level: "fail", message: error, fix: "Mend the file." }
  const files = sources.length === 0 ? "built-in defaults only" : `defaults, then ${sources.join(", then ")}`
  return { id: "config", level: "ok", message: `The configuration can be read: ${files}.`, fix: null }
}

function ignored(notice: string): Finding {
  return { id: "trust", level: "warn", message: notice, fix: "Read the file, then run `ralex trust`." }
}

/** A limit on each call, or on one agent, tier or model, leaves the sum open. */
function checkBudgets({ limits }: LoadedConfig): Finding {
  const set = limits.some(
    ({ scope, part: { agent, tier, model } }) => scope !== "call" && !agent && !tier && !model,
  )
  if (set) return { id: "budgets", level: "ok", message: "A budget limits what can be spent.", fix: null }
  const message = "No budget limits what can be spent in all."
  return { id: "budgets", level: "warn", message, fix: "Run `ralex budget set daily 5`." }
}
