// Where a linked worktree's history is kept, so that `git commit` works in it. The `.git` file that says so is the project's,
// so it is believed only where git's own directory names this worktree in turn.
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

/** @returns undefined for an ordinary repository, and where anything is not as git makes it. */
export function linkedGitDirectory(project: string): string | undefined {
  try {
    const link = join(project, ".git")
    const written = /^gitdir: (.+)$/m.exec(readFileSync(link, "utf8"))?.[1]
    if (written === undefined) return undefined
    const own = realpathSync(resolve(project, written)) // …/.git/worktrees/NAME
    const shared = dirname(dirname(own))
    const namesUs = realpathSync(readFileSync(join(own, "gitdir"), "utf8").trim()) === realpathSync(link)
    const isGits = basename(dirname(own)) === "worktrees" && existsSync(join(shared, "objects"))
    return namesUs && isGits ? shared : undefined
  } catch {
    return undefined // a directory, or no repository
  }
}
