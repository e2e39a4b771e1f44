// The session that a subagent's belongs to, as OpenCode's TUI knows sessions.

interface KnownSession {
  parentID?: string | undefined
}

/** @param find OpenCode's session of an id; undefined for one that it has not loaded. */
export function rootSession(session: string, find: (session: string) => KnownSession | undefined): string {
  const path = [session]
  for (;;) {
    const parent = find(path.at(-1) ?? session)?.parentID
    if (parent === undefined || path.includes(parent)) return path.at(-1) ?? session
    path.push(parent)
  }
}
