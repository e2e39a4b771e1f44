// Tells OpenCode of the workflow commands, and of the subagent that runs their checks on the cheap tier.
import type { Config } from "@opencode-ai/plugin"
import { workflows } from "./workflows.ts"

export const CHECKER = "ralex-check"

/**
 * A command of the person's or the project's own, in opencode.json or in a file of any `command` folder, stays as it is.
 * @returns the names of the commands that are Ralex's now.
 */
export function declareWorkflows(config: Config): Set<string> {
  const own = config.command ?? {}
  const ours = workflows.filter(({ name }) => !Object.hasOwn(own, name))
  const agent = config.agent?.build?.disable ? {} : { agent: "build" } // the plan agent could not write the files
  const declared = ours.map(({ name, description }) => [
    name,
    { template: `/${name} $ARGUMENTS`, description, subtask: false, ...agent },
  ])
  config.command = { ...own, ...Object.fromEntries(declared) }
  return new Set(ours.map(({ name }) => name))
}

/** Only where a project has tasks to check: each subagent that OpenCode knows is told to each model, in each call. */
export function declareChecker(config: Config): void {
  const checker = {
    mode: "subagent",
    description:
      "Only for /execute-tasks: runs the test and check commands that it is given and reports what failed. It changes nothing.",
    prompt: CHECKER_PROMPT,
    model: "ralex/cheap",
    permission: { edit: "deny", webfetch: "deny" },
  } as const
  config.agent = { [CHECKER]: checker, ...config.agent }
}

const CHECKER_PROMPT = `You run checks for somebody else. Run exactly the commands that you are given, one after the other, in the given order.
Change no file and fix nothing. Then report, in at most thirty lines: for each command whether it passed; for each failure the test's name, the place (file and line), what was expected and what came instead, in the words of the output. Leave out all that passed.`
