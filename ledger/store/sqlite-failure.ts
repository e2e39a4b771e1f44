// What SQLite throws, as one sentence for a person.
import { RalexError } from "../../config/index.ts"

/** Runs `work`, and says a failure of disk or database in one sentence. */
export function explainFailure<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (RalexError.isInstance(error)) throw error
    throw new RalexError(sentence(path, error), { cause: error })
  }
}

/** The file holds no sound database, whatever would be tried again. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(?:NOTADB|CORRUPT)/.test(codeOf(error))
}

/** Another process has it; it may be free a moment later. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY")
}

function sentence(path: string, error: unknown): string {
  if (isDamage(error)) {
    return `The ledger ${path} is damaged (${codeOf(error)}); it is looked through and set aside when it is opened next, so start OpenCode again.`
  }
  const reason = error instanceof Error ? error.message : String(error)
  return `The ledger ${path} can not be used (${reason}); see that its folder can be written and has room, or name another file with RALEX_LEDGER=sqlite:/path.`
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown"
}
