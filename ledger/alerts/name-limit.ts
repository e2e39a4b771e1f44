// What a limit is called in a sentence, and what a person can do about it.
import { basename } from "node:path"
import type { Limit } from "../ledger.ts"
import { isWindowScope } from "../windows.ts"

type Named = Pick<Limit, "scope" | "part">

/** "the daily budget of agent explore in project shop" */
export function nameLimit({ scope, part = {} }: Named): string {
  const words = [
    `the ${scope} budget`,
    part.agent === undefined ? [] : `of agent ${part.agent}`,
    part.tier === undefined ? [] : `of the ${part.tier} tier`,
    part.model === undefined ? [] : `of model ${part.model}`,
    part.project === undefined ? [] : `in project ${basename(part.project)}`,
  ]
  return words.flat().join(" ")
}

/** "lift it for today with …": what acts at once in a running OpenCode, where there is such a way. */
export function wayToLift({ scope, part = {} }: Named): string {
  const { agent, tier, model } = part
  if ((agent ?? tier ?? model) !== undefined) return "raise it where it is set, in ralex.yaml"
  if (isWindowScope(scope)) return `lift it for today with \`ralex budget set ${scope} <usd> --today\``
  return `lift it with \`/ralex-budget ${scope} <usd>\``
}
