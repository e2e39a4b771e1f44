// Files that a session made itself: paths that its tool calls write and that were not there before. They are not the
// person's work, so it may delete them again.
import { lstatSync } from "node:fs"
import { dirname } from "node:path"
import { LRUCache } from "lru-cache"
import { createdPaths, type JudgeContext, type ToolCall } from "../rules/index.ts"

const MOST_SESSIONS = 200
const MOST_PATHS = 2_000

export class OwnFiles {
  private readonly sessions = new LRUCache<string, LRUCache<string, true>>({ max: MOST_SESSIONS })

  /** @param session The root session: what a subagent makes is its caller's. */
  note(session: string, call: ToolCall, context: JudgeContext): void {
    const made = createdPaths(call, context).filter((path) => !exists(path))
    if (made.length === 0) return
    const known = this.sessions.get(session) ?? new LRUCache<string, true>({ max: MOST_PATHS })
    for (const path of made) known.set(path, true)
    this.sessions.set(session, known)
  }

  /** So is what lies in a directory that it made. */
  isOwn(session: string, path: string): boolean {
    const known = this.sessions.get(session)
    if (known === undefined) return false
    for (let at = path; ; at = dirname(at)) {
      if (known.has(at)) return true
      if (at === dirname(at)) return false
    }
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}
