// The verdict on one shell command, and the same with its trace for `ralex check --explain`.
import { UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { type Judgement, judgeExecutions } from "./judge-executions.ts"
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

export interface Explanation {
  /** Every program that would run, wrappers and substitutions included; `…` is known only when it runs. */
  commands: { argv: string[]; cwd: string; origin: string }[]
  /** Ids of the rules in the order they were tried; the last one matched, unless the verdict is allow. */
  tried: string[]
  verdict: Verdict
}

export function explainCommand(
  command: string,
  context: JudgeContext,
  rules: Ruleset = loadRules(),
): Explanation {
  return shownOf(judgeExecutions(() => traceCommand(command, context), context, rules))
}

export async function explainCommandWithState(
  command: string,
  context: JudgeContext,
  look: Look,
  rules: Ruleset = loadRules(),
): Promise<Explanation> {
  const judgement = judgeExecutions(() => traceCommand(command, context), context, rules)
  return { ...shownOf(judgement), verdict: await judgeWithState(judgement, context, look) }
}

function shownOf(judgement: Judgement): Explanation {
  const shown = (text: string) => text.replaceAll(UNKNOWN, "…")
  return {
    commands: judgement.executions
      .filter(({ argv }) => argv.length > 0)
      .map(({ argv, cwd, origin }) => ({ argv: argv.map(shown), cwd: shown(cwd), origin })),
    tried: judgement.tried,
    verdict: judgement.verdict,
  }
}
