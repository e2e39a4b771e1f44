// The request log read back, oldest first: from the files that are there now, whichever process wrote them.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { CURRENT, ROTATED } from "./append-rotating.ts"
import { type LogEntry, logEntrySchema } from "./log-entry.ts"

/** Oldest first. */
export function logFiles(folder: string): string[] {
  const rotated = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => ROTATED.test(name))
        .toSorted()
    : []
  return [...rotated, CURRENT].map((name) => join(folder, name)).filter((path) => existsSync(path))
}

/** @param mark A text that each line that is wanted holds, so that the others need not be parsed. */
export function readEntries(folder: string, mark: string): LogEntry[] {
  return logFiles(folder).flatMap((path) => linesOf(path).flatMap((line) => entriesOf(line, mark)))
}

/** A file that another process rotates just now has another name in a moment. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n")
  } catch {
    return []
  }
}

/** Where a full disk cut a line short, the next one may have been joined to it. */
const BEGINNING = /(?=\{"v":1,"at":")/

function entriesOf(line: string, mark: string): LogEntry[] {
  if (!line.includes(mark)) return []
  const whole = entryOf(line)
  if (whole) return [whole]
  return line.split(BEGINNING).flatMap((piece) => entryOf(piece) ?? [])
}

function entryOf(line: string): LogEntry | undefined {
  try {
    return logEntrySchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
