// The safety rules: what a tool call would execute and touch, and whether a rule forbids it. Fails closed: whatever
// can not be judged is denied. Knows nothing of OpenCode and reads no environment. Only rules/state/ reads the disk, and runs
// git, when a look is created and handed in.

export { createdPaths, touchedPaths } from "./created-paths.ts"
export { type Explanation, explainCommand, explainCommandWithState } from "./explain-command.ts"
export { judgeCommand, judgeCommandWithState } from "./judge-command.ts"
export type { JudgeContext } from "./judge-context.ts"
export { judgeToolCall, judgeToolCallWithState } from "./judge-tool-call.ts"
export { secretPaths } from "./paths/secret-paths.ts"
export { loadRules, packNames, type Rule, type Ruleset } from "./ruleset.ts"
export { type OwnRuleset, type RuleSettings, rulesetFor } from "./ruleset-for.ts"
export { createLook, type Own } from "./state/create-look.ts"
export type { Answer, Look, Loss, StateQuestion } from "./state/question.ts"
export type { ToolCall } from "./tools/tool-call.ts"
export type { Denial, Verdict } from "./verdict.ts"
export { writtenBy } from "./written-by.ts"
