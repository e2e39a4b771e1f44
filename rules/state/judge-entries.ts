// Of the files of a working tree that a command would take away or overwrite: which are kept nowhere else.
import { existsSync, readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { isBuildDirectory, isBuildOutput, isPrecious } from "./build-output.ts"
import type { Repository } from "./open-repository.ts"
import type { Loss } from "./question.ts"
import { type Surroundings, shownPath } from "./surroundings.ts"
import type { TreeEntry, WorkingTree } from "./working-tree.ts"

export interface Taken {
  /** What is staged and no commit has. */
  staged: boolean
  /** What is on disk and not staged. */
  unstaged: boolean
  untracked: boolean
  ignored: boolean
  /** What git ignores is lost unless it is build output; else only what is known to be precious. */
  strict: boolean
}

export function lossesIn(
  tree: WorkingTree,
  { root }: Repository,
  taken: Taken,
  around: Surroundings,
): Loss[] {
  const lost = (kind: Loss["kind"], path: string): Loss[] =>
    around.isOwn(path) ? [] : [{ kind, name: shownPath(path, around.bounds) }]
  const entries = tree.entries.flatMap((entry) => {
    const path = join(root, entry.path)
    if (entry.kind === "changed") return isChanged(entry, taken) ? lost("changed", path) : []
    if (entry.kind === "untracked")
      return taken.untracked && isWork(entry, taken) ? lost("untracked", path) : []
    return taken.ignored
      ? ignoredWork(entry, root, taken).flatMap((name) => lost("ignored", join(root, name)))
      : []
  })
  const unwatched = taken.unstaged ? tree.unwatched.map((path) => join(root, path)).filter(isThere) : []
  return [...entries, ...unwatched.flatMap((path) => lost("changed", path))]
}

function isThere(path: string): boolean {
  return existsSync(path)
}

function isChanged({ staged, unstaged }: TreeEntry, taken: Taken): boolean {
  return (staged && taken.staged) || (unstaged && taken.unstaged)
}

/** A nested repository is looked at for itself. */
function isWork({ path }: TreeEntry, { strict }: Taken): boolean {
  return !path.endsWith("/") && (strict || !isBuildOutput(path, { ignored: false }))
}

function ignoredWork({ path }: TreeEntry, root: string, { strict }: Taken): string[] {
  if (isBuildOutput(path, { ignored: true })) return []
  if (!path.endsWith("/")) return strict || isPrecious(basename(path)) ? [path] : []
  return strict ? [path] : preciousIn(root, path)
}

const MOST_LOOKED_AT = 2_000

/** Of an ignored directory that no tool is known to make: what in it is precious by its name. */
function preciousIn(root: string, directory: string): string[] {
  const found: string[] = []
  const waiting = [directory]
  let looked = 0
  for (let next = waiting.pop(); next !== undefined && looked < MOST_LOOKED_AT; next = waiting.pop()) {
    for (const entry of entriesOf(join(root, next))) {
      looked += 1
      const path = `${next}${entry.name}`
      if (entry.isDirectory()) {
        if (!isBuildDirectory(entry.name) && entry.name !== ".git") waiting.push(`${path}/`)
      } else if (isPrecious(entry.name)) found.push(path)
    }
  }
  return found
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}
