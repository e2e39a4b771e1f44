// I/O: the look at this machine's files and repositories, for verdicts that depend on what would be lost.
import { findGit } from "./find-git.ts"
import { lookAtFiles } from "./look-at-files.ts"
import { lookAtGit } from "./look-at-git.ts"
import { type OpenRepository, repositoryOpener } from "./open-repository.ts"
import type { Look } from "./question.ts"
import { surroundings } from "./surroundings.ts"

export interface LookOptions {
  /** PATH of whoever asks: where git is looked for. */
  path: string
  home: string
  /** Whether the session made this file itself, by its real path; default: none. */
  isOwn?: (path: string) => boolean
}

export function createLook({ path, home, isOwn = () => false }: LookOptions): Look {
  /** What was opened for one judgement, since the next may find it changed. */
  const openers = new WeakMap<AbortSignal, OpenRepository>()
  return async (question, deadline) => {
    const { context } = question
    const distrusted = [context.project, context.cwd, ...context.temp]
    const open = openers.get(deadline) ?? repositoryOpener(findGit(path, distrusted), home, deadline)
    openers.set(deadline, open)
    const around = surroundings(context, open, isOwn)
    return question.about === "files" ? lookAtFiles(question, around) : lookAtGit(question, around)
  }
}
