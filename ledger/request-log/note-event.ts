// Whatever happens passes here, for the request log and for the summary of the run.
import type { Instance } from "../../config/index.ts"
import { noteInSummary } from "../run-summary/keep-summary.ts"
import type { LogEntry } from "./log-entry.ts"
import { type Content, type Logger, writeEntry } from "./write-entry.ts"

/** Never throws. */
export function noteEvent(entry: LogEntry, instance: Logger, content?: Content): void {
  writeEntry(entry, instance, content)
  if (isWhole(instance)) noteInSummary(entry, instance)
}

/** Tests and housekeeping hand in less than an instance. */
function isWhole(instance: Logger): instance is Instance {
  return "run" in instance && "apiKeys" in instance
}
