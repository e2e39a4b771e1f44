// What is lost when a merge, a rebase or the like is given up: changes that do not belong to it. What was resolved goes,
// as whoever gives it up means it to.
import { answerOf, unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import { lossesIn } from "./judge-entries.ts"
import type { Answer } from "./question.ts"
import { readWorkingTree } from "./working-tree.ts"

export async function lookAtAbort({ command, repository, around }: GitScene): Promise<Answer> {
  if (command.words.length !== 1 || command.words[0] !== "--abort")
    return unknown("this git command is not understood in full")
  const tree = await readWorkingTree(repository, [], { literal: false, untracked: false })
  if (tree === undefined) return unknown("git did not answer in time")
  // Of a file with conflicts git names three versions, not the one of the last commit.
  const entries = tree.entries.filter(({ committed }) => committed !== undefined)
  const taken = { staged: false, unstaged: true, untracked: false, ignored: false, strict: true }
  return answerOf(
    lossesIn({ ...tree, entries }, repository, taken, around),
    "only what it did itself is undone",
  )
}
