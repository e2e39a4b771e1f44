// What the person and the project want, who may decide it, and what a process shares. Never throws for a bad
// file: it returns the sentence, and safety and money fail closed on it.

export { captureEnvironment } from "./capture-environment.ts"
export { causeWords } from "./cause-words.ts"
export { type CiHost, isCi } from "./ci.ts"
export { commandMark, readCommandMark } from "./command-mark.ts"
export { type Environment, readEnvironment, secretVariables } from "./environment.ts"
export { forgetOldest, keepNewest } from "./forget-oldest.ts"
export { guardedPlaces } from "./guarded-places.ts"
export { HANDSHAKE } from "./handshake-headers.ts"
export { limitSetBy } from "./limit-set-by.ts"
export type { ConfigLimit } from "./limits-in-force.ts"
export { type ConfigLayer, type LoadedConfig, loadConfig } from "./load-config.ts"
export { machineKey } from "./machine-key.ts"
export { type KeyPlace, keyPlace, openRouterKeys } from "./openrouter-keys.ts"
export { type Paths, pathsOf } from "./paths.ts"
export { applyProfile, type Routing } from "./profiles.ts"
export type { PullRequest } from "./pull-request.ts"
export { RalexError } from "./ralex-error.ts"
export { hideStatusCodes, refusal, withoutRetryWords } from "./refusal.ts"
export { readReviewed, restoreReviewed } from "./reviewed-files.ts"
export {
  type Attempt,
  type Instance,
  type RuntimeSlot,
  runtimeSlot,
  type Verification,
  type WaitingCommand,
  type WorkflowAsk,
} from "./runtime-slot.ts"
export { type SandboxMode, sandboxMode } from "./sandbox-mode.ts"
export { type BudgetScope, budgetScopes, type Config, configSchema, type UpstreamConfig } from "./schema.ts"
export { storedKey } from "./stored-key.ts"
export { CLASSES, type Classification, type TaskClass, TIERS, type Tier } from "./tiers.ts"
export { hashOf, readTrusted, removeTrusted, writeTrusted } from "./trust-store.ts"
export {
  captureUpstreamKeys,
  forgetPrintedKey,
  knownUpstreamKeys,
  readUpstreamKeys,
  secretNames,
  upstreamKey,
} from "./upstream-keys.ts"
export { beginsLower, PASSED, VERIFY_TOOL, verifyOnFailure } from "./verify.ts"
export { limitsOfTurn, WORKFLOW_BUDGET } from "./workflow-limit.ts"
