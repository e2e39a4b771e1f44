// What is lost with a repository that lies in a deleted directory: its files, and commits that are nowhere else.
import { answerOf, unknown } from "./answers.ts"
import type { NestedRepository } from "./find-repositories.ts"
import { lossesIn } from "./judge-entries.ts"
import type { Repository } from "./open-repository.ts"
import type { Answer, Loss } from "./question.ts"
import { type Surroundings, shownPath } from "./surroundings.ts"
import { readWorkingTree } from "./working-tree.ts"

/** @param directory What is deleted; the repository of which it is the root was opened for the files in it. */
export async function lookAtNested(
  { path, kind }: NestedRepository,
  directory: string,
  around: Surroundings,
): Promise<Answer> {
  const whole: Loss = { kind: "repository", name: shownPath(path, around.bounds) }
  const opened = await around.open(path)
  // Whatever can not be opened, a bare one for instance, holds what nobody has looked at.
  if (opened.kind !== "open" || opened.repository.root !== path)
    return kind === "whole" ? answerOf([whole], "") : unknown("a submodule can not be looked at")
  const { repository } = opened
  const tree = await readWorkingTree(repository, [], { literal: true })
  if (tree === undefined) return unknown("git did not answer in time")
  const taken = { staged: true, unstaged: true, untracked: true, ignored: true, strict: false }
  const losses = lossesIn(tree, repository, taken, around)
  if (losses.length > 0) return answerOf(losses, "")
  const keptElsewhere =
    !repository.commonDirectory.startsWith(`${directory}/`) || (await isPublished(repository))
  return answerOf(keptElsewhere ? [] : [whole], "its repository is clean, and its commits are elsewhere")
}

/** Every branch, tag and stash of it is on a branch of a remote. */
async function isPublished({ git }: Repository): Promise<boolean> {
  const [own, remotes] = await Promise.all([
    git([
      "rev-list",
      "--max-count=1",
      "--branches",
      "--tags",
      "HEAD",
      "--glob=refs/stash*",
      "--not",
      "--remotes",
    ]),
    git(["for-each-ref", "--count=1", "--format=%(refname)", "refs/remotes"]),
  ])
  return own?.code === 0 && own.output === "" && remotes?.code === 0 && remotes.output !== ""
}
