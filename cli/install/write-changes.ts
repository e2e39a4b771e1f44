// Writes what a person said yes to into a project: noted for `uninstall`, and trusted.
import { join } from "node:path"
import { hashOf, readTrusted, writeTrusted } from "../../config/index.ts"
import type { Context } from "../context.ts"
import { makeNote, readNote, writeNote } from "./install-note.ts"
import { configPaths } from "./plan-init.ts"
import { applyChange, type Change } from "./project-file.ts"

/** The note first: a kill in the middle leaves something that `uninstall` can still take back. */
export function writeChanges(context: Context, project: string, changes: Change[]): void {
  const { paths } = context.environment
  const earlier = readNote(paths, project)
  writeNote(paths, makeNote({ project, version: context.version, at: context.now(), changes, earlier }))
  for (const change of changes) applyChange(project, change)
  const written = changes.filter(({ path }) => configPaths.includes(path))
  const entries = written.map(({ path, after }) => ({
    file: join(project, path),
    content: after?.toString("utf8") ?? "",
    at: context.now(),
  }))
  const trusted = readTrusted(paths.trust)
  const fresh = entries.filter(({ content }) => !Object.hasOwn(trusted, hashOf(content)))
  if (fresh.length > 0) writeTrusted(paths.trust, fresh)
}
