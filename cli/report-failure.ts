// An error to one sentence on stderr and an exit code; never a stack trace.
import { RalexError } from "../config/index.ts"
import { type ExitCode, exitCode } from "./exit-code.ts"
import { UsageError } from "./usage-error.ts"

export function reportFailure(error: unknown, say: (line: string) => void): ExitCode {
  const message = error instanceof Error ? error.message : String(error)
  const sentence = RalexError.isInstance(error)
    ? message
    : (refusedByTheSystem(error) ??
      `Ralex could not finish: ${message} Run \`ralex doctor\`; if it finds nothing, please report this.`)
  say(sentence)
  return error instanceof UsageError ? exitCode.usage : exitCode.failed
}

// What the system says when a file can not be had; nothing to report, something to put right.
const REFUSALS: Record<string, string> = {
  EACCES: "permission is denied",
  EPERM: "it is not permitted",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  ENOENT: "it, or its folder, is not there",
  ENOTDIR: "a part of its path is no folder",
}

function refusedByTheSystem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined
  const reason = REFUSALS[String(error.code)]
  return reason && `Ralex can not use ${error.path}: ${reason}. Put that right, then run the command again.`
}
