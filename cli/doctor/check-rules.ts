// Doctor: whether the safety rules of the configuration can be used, and whether the examples of a person's own hold.
import { loadConfig } from "../../config/index.ts"
import { rulesetInForce } from "../../plugin/ruleset-in-force.ts"
import { judgeCommand, judgeToolCall, type OwnRuleset, type Rule } from "../../rules/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { judgeContext } from "../judge-context.ts"

export function checkRules(context: Context): Finding[] {
  const { environment, cwd } = context
  const ruleset = rulesetInForce(loadConfig({ environment, project: findProject(cwd) }), environment)
  const { broken, rules, warnings } = ruleset
  const fix = "Mend `safety` in ralex.yaml; docs/rules.md has the form."
  if (broken !== undefined) return [{ id: "rules", level: "fail", message: broken, fix }]
  const wrong = [...warnings, ...ruleset.own.flatMap((rule) => wrongExamples(rule, ruleset, context))]
  if (wrong.length > 0) return wrong.map((message) => ({ id: "rules", level: "warn", message, fix }))
  return [{ id: "rules", level: "ok", message: `${rules.length} safety rules hold.`, fix: null }]
}

/** By the rule alone: another that denies its example as well is no mistake. */
function wrongExamples(rule: Rule, { allow = [] }: OwnRuleset, context: Context): string[] {
  // Without a look at the disk such a rule does not exist, and here nothing may be lost.
  if (rule.only === "state") return []
  const scene = judgeContext(context, context.cwd)
  const alone = { rules: [rule], allow }
  const isBlocked = (example: Rule["examples"]["block"][number]) =>
    (typeof example === "string" ? judgeCommand(example, scene, alone) : judgeToolCall(example, scene, alone))
      .kind !== "allow"
  const shown = (example: Rule["examples"]["block"][number]) =>
    typeof example === "string" ? example : JSON.stringify(example)
  return [
    ...rule.examples.block
      .filter((example) => !isBlocked(example))
      .map((example) => `The rule ${rule.id} does not block its example ${shown(example)}.`),
    ...rule.examples.allow
      .filter(isBlocked)
      .map((example) => `The rule ${rule.id} blocks what its examples allow: ${shown(example)}.`),
  ]
}
