// What is lost with a linked working tree: its uncommitted files, and commits that no branch has.
import { realpathSync } from "node:fs"
import { answerOf, unknown } from "./answers.ts"
import { lossesIn } from "./judge-entries.ts"
import type { Answer } from "./question.ts"
import type { Surroundings } from "./surroundings.ts"
import { unreachableCommits } from "./unreachable-commits.ts"
import { readWorkingTree } from "./working-tree.ts"

/**
 * @param project A directory of the repository that it must belong to.
 * @returns undefined when the path is no linked working tree of it.
 */
export async function lookAtWorktree(
  path: string,
  project: string,
  around: Surroundings,
): Promise<Answer | undefined> {
  const [opened, main] = await Promise.all([around.open(path), around.open(project)])
  if (opened.kind !== "open" || main.kind !== "open") return undefined
  const { repository } = opened
  if (repository.root !== realpathSync(path)) return undefined
  const isLinked = repository.gitDirectory !== repository.commonDirectory
  if (!isLinked || repository.commonDirectory !== main.repository.commonDirectory) return undefined
  const [tree, commits] = await Promise.all([
    readWorkingTree(repository, [], { literal: true }),
    unreachableCommits(repository, { from: ["HEAD"], kept: [], gone: [] }),
  ])
  if (tree === undefined || commits === undefined) return unknown("git did not answer in time")
  const taken = { staged: true, unstaged: true, untracked: true, ignored: true, strict: true }
  const losses = [...commits, ...lossesIn(tree, repository, taken, around)]
  return answerOf(losses, "it is a clean working tree whose commits are on a branch")
}
