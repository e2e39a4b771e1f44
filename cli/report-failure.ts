// An error to one sentence on stderr and an exit code; never a stack trace.
import { RalexError } from "../config/index.ts"
import { type ExitCode, exitCode } from "./exit-code.ts"
import { UsageError } from "./usage-error.ts"

export function reportFailure(error: unknown, say: (line: string) => void): ExitCode {
  const message = error instanceof Error ? error.message : String(error)
  const sentence = RalexError.isInstance(error)
    ? message
    : `Ralex could not finish: ${message} Run \`ralex doctor\`; if it finds nothing, please report this.`
  say(sentence)
  return error instanceof UsageError ? exitCode.usage : exitCode.failed
}
