// I/O: which git is asked about a repository: one from the PATH that no project and no temporary folder can have put there.
import { accessSync, constants, realpathSync, statSync } from "node:fs"
import { isAbsolute, join } from "node:path"
import { isWithinAny } from "../paths/bounds.ts"

/** @param distrusted Directories that a project or a model may write to. */
export function findGit(path: string, distrusted: readonly string[]): string | undefined {
  for (const directory of path.split(":")) {
    if (!isAbsolute(directory)) continue
    const git = executable(join(directory, "git"))
    if (git !== undefined && !isWithinAny(directory, distrusted) && !isWithinAny(git, distrusted)) return git
  }
  return undefined
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? realpathSync(path) : undefined
  } catch {
    return undefined
  }
}
