// The rules' verdict on a tool call, after a look at the disk where the person did not switch that off; it remembers which
// files a session made itself.
import type { Instance } from "../config/index.ts"
import {
  createLook,
  type JudgeContext,
  judgeToolCall,
  judgeToolCallWithState,
  type OwnRuleset,
  type ToolCall,
  type Verdict,
} from "../rules/index.ts"
import { OwnFiles } from "./own-files.ts"
import { rulesetInForce } from "./ruleset-in-force.ts"

export interface CallJudge {
  /** @param root The root session of whoever calls. */
  judge: (call: ToolCall, root: string) => Promise<Verdict>
  /** What was allowed is about to run. */
  began: (id: string, call: ToolCall, root: string) => void
  ended: (id: string) => void
}

export function callJudge(instance: Instance, context: JudgeContext): CallJudge {
  const own = new OwnFiles()
  const { loaded, environment } = instance
  const ruleset = rulesetInForce(loaded, environment)
  tellMistakes(ruleset, instance)
  const lookFor = (root: string) =>
    createLook({
      path: context.variables?.PATH ?? "",
      home: environment.paths.home,
      own: {
        isMade: (path) => own.isMade(root, path),
        isOwnChange: (path, committed) => own.isOwnChange(root, path, committed),
      },
    })
  return {
    began: (id, call, root) => own.began(root, id, call, context),
    ended: (id) => own.ended(id),
    judge: async (call, root) => {
      try {
        return loaded.config.safety.recoverable
          ? await judgeToolCallWithState(call, context, lookFor(root), ruleset)
          : judgeToolCall(call, context, ruleset)
      } catch {
        // Fails closed: a fault of the engine denies.
        return { kind: "deny", rule: "ralex.engine-error", reason: "the safety rules failed on it" }
      }
    },
  }
}

function tellMistakes({ broken, warnings }: OwnRuleset, { loaded, tell }: Instance): void {
  if (loaded.config.mode === "off") return
  if (broken !== undefined) tell({ level: "error", text: broken })
  for (const text of warnings) tell({ level: "warning", text })
}
