// Shows what a command is about to change and asks once; without a terminal only --yes goes on.
import type { Context } from "./context.ts"
import type { Change } from "./install/project-file.ts"
import { showChange } from "./install/show-change.ts"
import { UsageError } from "./usage-error.ts"

export interface Confirmation {
  changes: Change[]
  /** More lines to show: what else goes. */
  also?: string[]
  question: string
  yes: boolean
  /** Show only. */
  dry: boolean
}

/** @throws {UsageError} where nobody can be asked. */
export async function confirmChanges(context: Context, request: Confirmation): Promise<"yes" | "no" | "dry"> {
  for (const change of request.changes) context.print(showChange(change))
  for (const line of request.also ?? []) context.print(`${line}\n`)
  if (request.dry) return "dry"
  if (request.yes) return "yes"
  // A CI runner may give its jobs a terminal that nobody sits at.
  if (!context.input.isTerminal || context.environment.ciHost !== undefined)
    throw new UsageError(
      "Nothing was changed, since there is nobody to ask at a terminal; run the command again with --yes.",
    )
  if (await context.input.confirm(request.question)) return "yes"
  context.say("Nothing was changed.")
  return "no"
}
