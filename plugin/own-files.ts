// What a session made itself: files that its tool calls created, and changes to files that nobody else has touched since
// they were committed. It may delete and undo those, since they are not the person's work.
import { lstatSync } from "node:fs"
import { dirname } from "node:path"
import { LRUCache } from "lru-cache"
import { forgetOldest, keepNewest } from "../config/index.ts"
import { createdPaths, type JudgeContext, type ToolCall, touchedPaths } from "../rules/index.ts"
import { blobHash } from "./blob-hash.ts"

const MOST_SESSIONS = 200
const MOST_PATHS = 2_000
/** Contents of one file that are remembered, and files that one call is followed in. */
const MOST_CONTENTS = 50
const MOST_FOLLOWED = 50

const CHANGING = new Set(["write"])

interface Own {
  made: Set<string>
  /** The contents of a file as the session found and left it, without a gap in which somebody else changed it. */
  contents: Map<string, string[]>
}

export class OwnFiles {
  private readonly sessions = new LRUCache<string, Own>({ max: MOST_SESSIONS })
  private readonly running = new LRUCache<string, { own: Own; paths: string[] }>({ max: MOST_SESSIONS })

  /**
   * Before an allowed call runs.
   * @param session The root session: what a subagent makes is its caller's.
   */
  began(session: string, id: string, call: ToolCall, context: JudgeContext): void {
    const paths = createdPaths(call, context)
    if (paths.length === 0) return
    const own = this.sessions.get(session) ?? { made: new Set(), contents: new Map() }
    this.sessions.set(session, own)
    for (const path of paths) if (!exists(path)) own.made.add(path)
    forgetOldest(own.made, MOST_PATHS)
    const changed = touchedPaths(call, context, CHANGING).slice(0, MOST_FOLLOWED)
    this.running.set(id, { own, paths: changed.filter((path) => follow(own, path)) })
  }

  ended(id: string): void {
    const { own, paths } = this.running.get(id) ?? { paths: [] }
    this.running.delete(id)
    for (const path of paths) {
      const [first, ...later] = own?.contents.get(path) ?? []
      const now = blobHash(path)
      if (own && first !== undefined && now !== undefined)
        keepNewest(own.contents, path, [first, ...later.slice(1 - MOST_CONTENTS), now], MOST_PATHS)
    }
  }

  /** So is what lies in a directory that it made. */
  isMade(session: string, path: string): boolean {
    const made = this.sessions.get(session)?.made
    if (made === undefined) return false
    for (let at = path; ; at = dirname(at)) {
      if (made.has(at)) return true
      if (at === dirname(at)) return false
    }
  }

  /** Whether all that a file differs by from this content, named by git's hash, is the session's doing. */
  isOwnChange(session: string, path: string, committed: string): boolean {
    const contents = this.sessions.get(session)?.contents.get(path)
    return contents?.includes(committed) === true && contents.at(-1) === blobHash(path)
  }
}

/** What somebody else left there begins anew. */
function follow({ contents }: Own, path: string): boolean {
  const now = blobHash(path)
  if (now === undefined) return false
  if (contents.get(path)?.at(-1) !== now) keepNewest(contents, path, [now], MOST_PATHS)
  return true
}

function exists(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}
