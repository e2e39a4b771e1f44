// How a run came out, in the words and numbers of its exit code. Pure.
import type { RunEnd } from "./run-summary.ts"

export interface RunVerdict {
  kind: "running" | "done" | "error" | "budget" | "blocked" | "rejected" | "unverified"
  /** What `opencode run` ends with; null while it is not known. */
  exitCode: number | null
  /** In plain words; undefined where it ended by itself. */
  reason: string | undefined
}

const BY_CODE = new Map<number, Pick<RunVerdict, "kind" | "reason">>([
  [3, { kind: "budget", reason: "a budget stopped it" }],
  [4, { kind: "blocked", reason: "a destructive action was blocked" }],
  [5, { kind: "rejected", reason: "a permission was rejected and nothing was done" }],
  [6, { kind: "unverified", reason: "verification still failed at the end" }],
])

export function verdictOf(end: RunEnd | undefined): RunVerdict {
  if (!end) return { kind: "running", exitCode: null, reason: undefined }
  const { exitCode, failed } = end
  const own = exitCode === undefined ? undefined : BY_CODE.get(exitCode)
  if (own && exitCode !== undefined) return { ...own, exitCode }
  if (failed) return { kind: "error", exitCode: 1, reason: "OpenCode ended on an error" }
  return { kind: "done", exitCode: 0, reason: undefined }
}
