// The one sentence with which a call is refused for money, whoever makes it.
import { WORKFLOW_BUDGET } from "../config/index.ts"
import type { OverBudget, Part } from "./ledger.ts"
import { formatUsd } from "./money.ts"
import { isWindowScope } from "./windows.ts"

/** What may go on all the same: nothing yet, nothing any more, or Ralex's own free models. */
export type WayOut = "stop" | "degrade" | "other-provider"

const ADVICE: Record<WayOut, string> = {
  stop: "or set budgets.onLimit to degrade to go on with free models",
  degrade: "or add free models to tiers.free, since none of those there could take it",
  "other-provider": "or choose ralex/free to go on with free models",
}

/**
 * @param setBy The project's file, the variable or WORKFLOW_BUDGET that set the limit; undefined where a budget in the
 * person's own file did.
 */
export function overBudgetSentence(refused: OverBudget, wayOut: WayOut, setBy?: string): string {
  const { limitNano, spentNano, neededNano } = refused
  if (refused.allowance)
    return (
      `Ralex: the database of the ledger does not answer, and the budget for that time is reached: ${formatUsd(spentNano)} of ` +
      `${formatUsd(limitNano)} is spent or held on this machine and this call may need ${formatUsd(neededNano)}, so it was not made. ` +
      `See that the database runs and can be reached, or raise budgets.allowance in your ralex.yaml, ${ADVICE[wayOut]}.`
    )
  const name = setBy === WORKFLOW_BUDGET ? "budget of a workflow's ask" : nameOf(refused)
  return (
    `Ralex: the ${name} is reached: ${formatUsd(spentNano)} of ${formatUsd(limitNano)} is spent or held ` +
    `and this call may need ${formatUsd(neededNano)}, so it was not made. ${wayUp(refused, setBy)}, ${ADVICE[wayOut]}.`
  )
}

/** "daily budget of agent explore in this project" */
function nameOf({ scope, part = {} }: Pick<OverBudget, "scope" | "part">): string {
  const owner = ownerOf(part)
  const place = part.project === undefined ? "" : `${owner === "" ? "of" : "in"} this project`
  return [scope === "call" ? "per-call" : scope, "budget", owner, place].filter(Boolean).join(" ")
}

function ownerOf({ agent, tier, model }: Part): string {
  if (agent !== undefined) return `of agent ${agent}`
  if (model !== undefined) return `of model ${model}`
  return tier === undefined ? "" : `of the ${tier} tier`
}

/** First what works at once in an OpenCode that runs; a file or variable is read when it starts. */
function wayUp(refused: OverBudget, setBy: string | undefined): string {
  if (setBy === WORKFLOW_BUDGET)
    return `Raise ${setBy} in your ralex.yaml and say the command again: it goes on where it stopped`
  const lift = liftOf(refused)
  if (setBy === undefined)
    return lift === undefined ? `Raise ${placeOf(refused, setBy)}` : `Lift it with ${lift}`
  return `Raise ${placeOf(refused, setBy)}${lift === undefined ? "" : `, or lift it with ${lift}`}`
}

/** A person may lift what holds for all of a scope; what holds for an agent, tier or model stands where it was set. */
function liftOf({ scope, part = {} }: OverBudget): string | undefined {
  if (ownerOf(part) !== "" || scope === "call") return undefined
  const slash = `/ralex-budget ${scope} <usd>`
  return isWindowScope(scope) ? `\`ralex budget set ${scope} <usd> --today\` or \`${slash}\`` : `\`${slash}\``
}

function placeOf({ scope, part = {} }: OverBudget, setBy: string | undefined): string {
  if (setBy?.startsWith("RALEX_")) return `${setBy} in the environment`
  const key = ["budgets", ...mapOf(part), scope].join(".")
  if (setBy !== undefined) return `${key} in ${setBy} and run \`ralex trust\``
  return ownerOf(part) === "" ? `it with \`ralex budget set ${scope} <usd>\`` : `${key} in your ralex.yaml`
}

function mapOf({ agent, tier, model }: Part): string[] {
  if (agent !== undefined) return ["agents", agent]
  if (model !== undefined) return ["models", model]
  return tier === undefined ? [] : ["tiers", tier]
}
