// Files that tool calls of this session have written, so that a script among them is judged when it runs: their paths are
// remembered, their text is read from the disk at that moment. Files that were there before are not known.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { forgetOldest } from "../config/index.ts"
import { type JudgeContext, type ToolCall, writtenBy } from "../rules/index.ts"

export interface WrittenScripts {
  /** After a call that is allowed. */
  note(call: ToolCall, context: JudgeContext): void
  /** Undefined for a file that was not written, or that is none. */
  textAt(path: string): string | undefined
  /** The newest last. */
  paths(): string[]
}

/** A session writes some dozens of files; the oldest are forgotten. */
const MOST_PATHS = 2_000
/** One more than the rules read of any text: what is longer they deny. */
const MOST_BYTES = 131_073

export function createWrittenScripts(): WrittenScripts {
  const paths = new Set<string>()
  const remember = (path: string) => {
    paths.delete(path)
    paths.add(path)
    forgetOldest(paths, MOST_PATHS)
  }
  return {
    note: (call, context) => {
      for (const path of writtenBy(call, context)) remember(path)
    },
    paths: () => [...paths],
    textAt: (path) => (paths.has(path) ? beginningOf(path) : undefined),
  }
}

/** A file that can not be read can not be run either; a pipe or a device would keep us waiting. */
function beginningOf(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (!fstatSync(file).isFile()) return undefined
      const bytes = Buffer.alloc(MOST_BYTES)
      return bytes.toString("utf8", 0, readSync(file, bytes, 0, MOST_BYTES, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
