// The rules' verdict on a tool call, after a look at the disk where the person did not switch that off; it remembers which
// files a session made itself.
import type { Instance } from "../config/index.ts"
import {
  createLook,
  type JudgeContext,
  judgeToolCall,
  judgeToolCallWithState,
  type ToolCall,
  type Verdict,
} from "../rules/index.ts"
import { OwnFiles } from "./own-files.ts"

export interface CallJudge {
  /** @param root The root session of whoever calls. */
  judge: (call: ToolCall, root: string) => Promise<Verdict>
  /** What was allowed is about to run. */
  noteRun: (call: ToolCall, root: string) => void
}

export function callJudge(instance: Instance, context: JudgeContext): CallJudge {
  const own = new OwnFiles()
  const { loaded, environment } = instance
  const lookFor = (root: string) =>
    createLook({
      path: context.variables?.PATH ?? "",
      home: environment.paths.home,
      isOwn: (path) => own.isOwn(root, path),
    })
  return {
    noteRun: (call, root) => own.note(root, call, context),
    judge: async (call, root) => {
      try {
        return loaded.config.safety.recoverable
          ? await judgeToolCallWithState(call, context, lookFor(root))
          : judgeToolCall(call, context)
      } catch {
        // Fails closed: a fault of the engine denies.
        return { kind: "deny", rule: "ralex.engine-error", reason: "the safety rules failed on it" }
      }
    },
  }
}
