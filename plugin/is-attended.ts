// Whether a person is there to see what only a person may see, and to answer: not in CI, nor in `opencode run`.
import type { Environment } from "../config/index.ts"
import { isRun } from "./is-run.ts"

export function isAttended({ ci }: Environment): boolean {
  return !ci && !isRun(process.argv)
}
