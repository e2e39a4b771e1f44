// The branch that is checked out and whether there is a remote, out of git's own files; in a linked worktree, too.
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { linkedGitDirectory } from "../sandbox/linked-git-directory.ts"
import { readInside } from "./read-inside.ts"

export interface GitState {
  /** Undefined without git, and where no branch is checked out. */
  branch: string | undefined
  /** The text of git's configuration. */
  config: string | undefined
}

export function readGit(project: string): GitState {
  const shared = linkedGitDirectory(project)
  const own = shared === undefined ? join(project, ".git") : linkOf(project)
  const head = readInside(own, shared ?? project)?.read("HEAD")
  const [, branch] = /^ref: refs\/heads\/(.+)$/m.exec(head ?? "") ?? []
  const folder = shared ?? own
  return { branch: branch?.trim(), config: readInside(folder, shared ?? project)?.read("config") }
}

/** `linkedGitDirectory` has seen that it is as git makes it. */
function linkOf(project: string): string {
  const [, written = ""] = /^gitdir: (.+)$/m.exec(readFileSync(join(project, ".git"), "utf8")) ?? []
  return resolve(project, written)
}
