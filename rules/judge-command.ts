// The verdict on one shell command.
import type { JudgeContext } from "./judge-context.ts"
import { judgeExecutions } from "./judge-executions.ts"
import { judgeWithState } from "./judge-with-state.ts"
import { loadRules, type Ruleset } from "./ruleset.ts"
import { traceCommand } from "./shell/trace-command.ts"
import type { Look } from "./state/question.ts"
import type { Verdict } from "./verdict.ts"

/** Never throws: what can not be judged is denied. */
export function judgeCommand(command: string, context: JudgeContext, rules: Ruleset = loadRules()): Verdict {
  return judgeExecutions(() => traceCommand(command, context), context, rules).verdict
}

/** The same after a look at the disk. */
export function judgeCommandWithState(
  command: string,
  context: JudgeContext,
  look: Look,
  rules: Ruleset = loadRules(),
): Promise<Verdict> {
  return judgeWithState(
    judgeExecutions(() => traceCommand(command, context), context, rules),
    context,
    look,
  )
}
