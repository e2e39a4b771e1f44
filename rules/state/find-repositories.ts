// I/O: git repositories that lie in a directory, which deleting it would take along; looked for in its upper levels only.
import { type Dirent, readdirSync } from "node:fs"
import { join } from "node:path"

export interface NestedRepository {
  path: string
  /** link: a submodule or a linked working tree, whose commits are kept elsewhere. */
  kind: "whole" | "link"
}

const DEEPEST = 3
const MOST_DIRECTORIES = 500

export function findRepositories(directory: string): NestedRepository[] {
  const found: NestedRepository[] = []
  let level = [directory]
  let looked = 0
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const next: string[] = []
    for (const path of level) {
      if (++looked > MOST_DIRECTORIES) return found
      const entries = entriesOf(path)
      const kind = repositoryIn(entries)
      if (kind) found.push({ path, kind })
      for (const entry of entries)
        if (entry.isDirectory() && entry.name !== ".git") next.push(join(path, entry.name))
    }
    level = next
  }
  return found
}

function repositoryIn(entries: readonly Dirent[]): NestedRepository["kind"] | undefined {
  const git = entries.find(({ name }) => name === ".git")
  if (git) return git.isDirectory() ? "whole" : "link"
  const has = (wanted: string) => entries.some(({ name }) => name === wanted)
  return has("HEAD") && has("objects") && has("refs") ? "whole" : undefined
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}
