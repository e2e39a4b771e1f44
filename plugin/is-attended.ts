// Whether a person is there to see what only a person may see, and to answer: not in CI, nor in `opencode run`.
import { type Instance, isCi } from "../config/index.ts"
import { isRun } from "./is-run.ts"

export function isAttended({ environment, loaded }: Pick<Instance, "environment" | "loaded">): boolean {
  return !isCi(loaded.config.ci, environment) && !isRun(process.argv)
}
