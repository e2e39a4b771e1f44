// The verdict on one shell command with all that led to it, for `ralex check --explain`.
import { type Execution, UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { type Judgement, judgeExecutions } from "./judge-executions.ts"
import { judgeWithState } from "./judge-with-state.ts"
import { boundsOf } from "./paths/bounds.ts"
import { loadRules, type Ruleset } from "./ruleset.ts"
import { traceCommand } from "./shell/trace-command.ts"
import type { Answer, Look, QuestionKind } from "./state/question.ts"
import { type RuleTrial, tryRule } from "./try-rules.ts"
import type { Verdict } from "./verdict.ts"

export interface Explanation {
  /** Every program that would run, wrappers and substitutions included; `…` is known only when it runs. */
  commands: { argv: string[]; cwd: string; origin: string }[]
  /** The same in full, with what only touches files, such as a redirection. */
  executions: Execution[]
  /** Ids of the rules in the order they were tried; the last one matched, unless the verdict is allow. */
  tried: string[]
  /** How far each of them got. */
  rules: RuleTrial[]
  /** What was looked at on the disk, and what was seen there. */
  state: ExplainedLook[]
  verdict: Verdict
}

export interface ExplainedLook {
  about: QuestionKind
  argv: string[]
  targets: string[]
  answer: Answer
}

export function explainCommand(
  command: string,
  context: JudgeContext,
  rules: Ruleset = loadRules(),
): Explanation {
  return explain(
    judgeExecutions(() => traceCommand(command, context), context, rules),
    context,
    rules,
  )
}

/** The same after a look at the disk. */
export async function explainCommandWithState(
  command: string,
  context: JudgeContext,
  look: Look,
  rules: Ruleset = loadRules(),
): Promise<Explanation> {
  const judgement = judgeExecutions(() => traceCommand(command, context), context, rules)
  const state: ExplainedLook[] = []
  const verdict = await judgeWithState(judgement, context, async (question, deadline) => {
    const answer = await look(question, deadline)
    const { about, execution, effects } = question
    state.push({
      about,
      argv: execution.argv.map(shown),
      targets: effects.map(({ target }) => shown(target)),
      answer,
    })
    return answer
  })
  return { ...explain(judgement, context, rules), state, verdict }
}

function explain(
  { executions, tried, verdict }: Judgement,
  context: JudgeContext,
  { rules }: Ruleset,
): Explanation {
  const bounds = boundsOf(context)
  const explained = legible(executions)
  return {
    commands: explained
      .filter(({ argv }) => argv.length > 0)
      .map(({ argv, cwd, origin }) => ({ argv: [...argv], cwd, origin })),
    executions: explained,
    tried,
    rules: rules.filter(({ id }) => tried.includes(id)).map((rule) => tryRule(rule, executions, bounds)),
    state: [],
    verdict,
  }
}

/** What no argument can hold stands for what is not known, and is shown as a sign that people know. */
function legible<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "string" ? shown(one) : one)) as T
}

function shown(text: string): string {
  return text.replaceAll(UNKNOWN, "…")
}
