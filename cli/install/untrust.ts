// Forgets the trust in one project's files.
import { sep } from "node:path"
import { readTrusted, removeTrusted } from "../../config/index.ts"

/** @param path The trust store. */
export function untrustProject(path: string, project: string): void {
  const ofProject = Object.entries(readTrusted(path)).filter(([, { file }]) => file.startsWith(project + sep))
  removeTrusted(
    path,
    ofProject.map(([hash]) => hash),
  )
}
