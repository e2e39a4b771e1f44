// What a look needs beside its question: git, the session's own files, and where which path lies.
import { relative } from "node:path"
import type { JudgeContext } from "../judge-context.ts"
import { type Bounds, boundsOf, isWithinAny } from "../paths/bounds.ts"
import type { OpenRepository } from "./open-repository.ts"

/** What a session made itself, by real paths. */
export interface Own {
  isMade: (path: string) => boolean
  /** Whether all that a file differs by from a content, which git knows by this hash, is the session's doing. */
  isOwnChange: (path: string, committed: string) => boolean
}

export interface Surroundings {
  open: OpenRepository
  own: Own
  bounds: Bounds
}

export function surroundings(context: JudgeContext, open: OpenRepository, own: Own): Surroundings {
  return { open, own, bounds: boundsOf(context) }
}

export function isInProject(path: string, { project }: Bounds): boolean {
  return isWithinAny(path, project)
}

/** What lies in the project is the project's, also where that lies in a temporary folder itself. */
export function isTemporary(path: string, bounds: Bounds): boolean {
  return !isInProject(path, bounds) && isWithinAny(path, bounds.temp) && !bounds.temp.includes(path)
}

/** As a person knows it: relative to the project when it lies there. */
export function shownPath(path: string, { project }: Bounds): string {
  const root = project.find((own) => isWithinAny(path, [own]))
  return (root === undefined ? path : relative(root, path)) || "."
}
