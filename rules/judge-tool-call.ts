// The verdict on one call of any tool: a command to judge, or files and addresses it touches.
import type { JudgeContext } from "./judge-context.ts"
import { judgeExecutions } from "./judge-executions.ts"
import { judgeWithState } from "./judge-with-state.ts"
import { loadRules, type Ruleset } from "./ruleset.ts"
import type { Look } from "./state/question.ts"
import type { ToolCall } from "./tools/tool-call.ts"
import { traceToolCall } from "./tools/trace-tool-call.ts"
import type { Verdict } from "./verdict.ts"

/** Never throws: what can not be judged is denied. */
export function judgeToolCall(call: ToolCall, context: JudgeContext, rules: Ruleset = loadRules()): Verdict {
  return judgeExecutions(() => traceToolCall(call, context), context, rules).verdict
}

/** The same after a look at the disk. */
export function judgeToolCallWithState(
  call: ToolCall,
  context: JudgeContext,
  look: Look,
  rules: Ruleset = loadRules(),
): Promise<Verdict> {
  return judgeWithState(
    judgeExecutions(() => traceToolCall(call, context), context, rules),
    context,
    look,
  )
}
