// The verdict on what a tool call does: the most severe rule that any execution breaks.
import { type Effect, type Execution, UNKNOWN } from "./execution.ts"
import { isExcepted } from "./is-excepted.ts"
import type { JudgeContext } from "./judge-context.ts"
import { matchedEffects, matchRule } from "./match-rule.ts"
import { boundsOf } from "./paths/bounds.ts"
import { rulesToTry } from "./rules-to-try.ts"
import type { Rule, Ruleset } from "./ruleset.ts"
import { TooComplex } from "./shell/too-complex.ts"
import { Unparsable } from "./shell/unparsable.ts"
import type { Denial, Verdict } from "./verdict.ts"

/** A rule that an execution breaks. */
export interface Finding {
  rule: Rule
  execution: Execution
  /** The path or address concerned, when the rule is about one. */
  target?: string
  /** All that the rule is about. */
  effects: Effect[]
}

export interface Judgement {
  executions: Execution[]
  /** Ids of the rules that were tried, in order; the last is the one that matched, if any did. */
  tried: string[]
  /** What the rules say who know nothing of what lies on the disk. */
  verdict: Verdict
  /** What a look at the disk may still change; none when it can change nothing. */
  findings: Finding[]
}

const MOST_SHOWN = 200

/** Whatever goes wrong inside is a denial: a rule that can not be applied has not been kept. */
export function judgeExecutions(
  trace: () => Execution[],
  context: JudgeContext,
  ruleset: Ruleset,
): Judgement {
  const { allow = [], broken } = ruleset
  if (broken !== undefined) return { executions: [], tried: [], verdict: denialOfAll(broken), findings: [] }
  const tried: string[] = []
  let executions: Execution[] = []
  try {
    executions = trace()
    const bounds = boundsOf(context)
    const findings: Finding[] = []
    let denial: Denial | undefined
    for (const rule of rulesToTry(ruleset, executions)) {
      if (denial === undefined) tried.push(rule.id)
      for (const execution of executions) {
        const match = matchRule(rule, execution, bounds)
        if (match === undefined || isExcepted(allow, { rule, execution, ...match }, bounds)) continue
        const effects = rule.recoverable === "files" ? matchedEffects(rule, execution, bounds) : []
        const finding = { rule, execution, effects, ...match }
        findings.push(finding)
        if (rule.only !== "state") denial ??= denialBy(finding)
        if (denial && rule.recoverable === undefined)
          return { executions, tried, verdict: denial, findings: [] }
      }
    }
    return { executions, tried, verdict: denial ?? { kind: "allow" }, findings }
  } catch (error) {
    return { executions, tried, verdict: denialFor(error), findings: [] }
  }
}

export function denialBy({ rule, target, execution }: Finding): Denial {
  const shown = (text: string) => text.replaceAll(UNKNOWN, "…").slice(0, MOST_SHOWN)
  return {
    kind: rule.severity === "critical" ? "deny" : "ask",
    rule: rule.id,
    reason: rule.reason.replaceAll("{target}", () => shown(target ?? "it")),
    ...(rule.suggestion === undefined ? {} : { suggestion: rule.suggestion }),
    evidence: shown(target ?? execution.argv.join(" ")),
  }
}

/** A rule that can not be read might have been the one that forbids this. */
function denialOfAll(reason: string): Denial {
  return { kind: "deny", rule: "ralex.broken-rules", reason }
}

function denialFor(error: unknown): Denial {
  if (error instanceof TooComplex) {
    return {
      kind: "deny",
      rule: "ralex.too-complex",
      reason: `The command can not be judged: ${error.message}. Split it into smaller commands, or write a script file.`,
    }
  }
  if (error instanceof Unparsable) {
    return {
      kind: "deny",
      rule: "ralex.unparsable",
      reason: "The command is not valid shell syntax. Mend it and try again.",
    }
  }
  return {
    kind: "deny",
    rule: "ralex.engine-error",
    reason: "The rules failed while they judged this, so it is blocked. Write it in a simpler way.",
  }
}
