// What a look needs beside its question: git, the session's own files, and where which path lies.
import { relative } from "node:path"
import type { JudgeContext } from "../judge-context.ts"
import { type Bounds, boundsOf, isWithinAny } from "../paths/bounds.ts"
import type { OpenRepository } from "./open-repository.ts"

export interface Surroundings {
  open: OpenRepository
  /** Whether the session made this file itself; by its real path. */
  isOwn: (path: string) => boolean
  bounds: Bounds
}

export function surroundings(
  context: JudgeContext,
  open: OpenRepository,
  isOwn: (path: string) => boolean,
): Surroundings {
  return { open, isOwn, bounds: boundsOf(context) }
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
