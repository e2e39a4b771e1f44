// Forgets the trust in one project's files; the store itself is config's.
import { existsSync, writeFileSync } from "node:fs"
import { sep } from "node:path"
import { readTrusted } from "../../config/index.ts"

/** @param path The trust store. @returns how many entries were forgotten. */
export function untrustProject(path: string, project: string): number {
  if (!existsSync(path)) return 0
  const trusted = Object.entries(readTrusted(path))
  const kept = trusted.filter(([, entry]) => !entry.file.startsWith(project + sep))
  if (kept.length === trusted.length) return 0
  writeFileSync(path, `${JSON.stringify({ trusted: Object.fromEntries(kept) }, null, 2)}\n`, { mode: 0o600 })
  return trusted.length - kept.length
}
