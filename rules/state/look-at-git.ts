// What is lost by a git command that throws something away: each subcommand that is known, asked in its own way.
import { realpathSync } from "node:fs"
import { redirectsGit } from "../shell/timing.ts"
import { unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import { lookAtAbort } from "./look-at-abort.ts"
import { lookAtBranches } from "./look-at-branches.ts"
import { lookAtChanges } from "./look-at-changes.ts"
import { lookAtStashes } from "./look-at-stashes.ts"
import { lookAtUntracked } from "./look-at-untracked.ts"
import { lookAtWorktree } from "./look-at-worktree.ts"
import type { Answer, StateQuestion } from "./question.ts"
import { readGitCommand, readGitWords } from "./read-git-command.ts"
import { isTemporary, type Surroundings } from "./surroundings.ts"

type LookAt = (scene: GitScene) => Promise<Answer>

const SUBCOMMANDS: Record<string, LookAt> = {
  checkout: lookAtChanges,
  restore: lookAtChanges,
  switch: lookAtChanges,
  reset: lookAtChanges,
  clean: lookAtUntracked,
  stash: lookAtStashes,
  branch: lookAtBranches,
  tag: lookAtBranches,
  worktree: lookAtRemoval,
  merge: lookAtAbort,
  rebase: lookAtAbort,
  "cherry-pick": lookAtAbort,
  revert: lookAtAbort,
  am: lookAtAbort,
}

export async function lookAtGit(
  { execution, context }: StateQuestion,
  around: Surroundings,
): Promise<Answer> {
  const command = readGitCommand(execution)
  const lookAt =
    command && Object.hasOwn(SUBCOMMANDS, command.subcommand) ? SUBCOMMANDS[command.subcommand] : undefined
  if (command === undefined || lookAt === undefined)
    return unknown("this git command is not understood in full")
  if (Object.keys(context.variables ?? {}).some(redirectsGit))
    return unknown("GIT_ variables lead git elsewhere")
  const cwd = realOf(command.cwd)
  if (cwd === undefined) return unknown("its directory does not exist")
  const opened = await around.open(cwd)
  if (opened.kind === "none") return unknown("there is no repository")
  if (opened.kind === "unknown") return opened
  const { repository } = opened
  if (isTemporary(repository.root, around.bounds) && isTemporary(repository.commonDirectory, around.bounds))
    return { kind: "kept", because: "the repository is in a temporary folder" }
  return lookAt({ command: { ...command, cwd }, repository, around })
}

async function lookAtRemoval({ command, around }: GitScene): Promise<Answer> {
  const words = readGitWords(command.words, ["-f", "--force"])
  const [verb, path, ...more] = [...(words?.operands ?? []), ...(words?.after ?? [])]
  const removed =
    path === undefined ? undefined : realOf(path.startsWith("/") ? path : `${command.cwd}/${path}`)
  if (verb !== "remove" || removed === undefined || more.length > 0)
    return unknown("this git command is not understood in full")
  return (
    (await lookAtWorktree(removed, command.cwd, around)) ??
    unknown("it is no working tree of this repository")
  )
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
