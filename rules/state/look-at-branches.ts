// What is lost with a deleted branch: commits that no other branch, no tag and no remote has.
import { answerOf, unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import type { Answer } from "./question.ts"
import { readGitWords } from "./read-git-command.ts"
import { unreachableCommits } from "./unreachable-commits.ts"

/** Names that mean no more than themselves to git. */
const PLAIN_NAME = /^[\w][\w./+#-]*$/

export async function lookAtBranches({ command, repository }: GitScene): Promise<Answer> {
  const words = readGitWords(command.words, ["-D", "-d", "--delete", "-f", "--force", "-q", "--quiet"])
  const named = [...(words?.operands ?? []), ...(words?.after ?? [])]
  if (named.length === 0 || !named.every((name) => PLAIN_NAME.test(name)))
    return unknown("this git command is not understood in full")
  const listed = await repository.git(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"])
  if (listed?.code !== 0) return unknown("git did not answer in time")
  const existing = new Set(listed.output.split("\n"))
  const gone = named.filter((name) => existing.has(name))
  if (gone.length === 0) return { kind: "kept", because: "there is no such branch" }
  const from = gone.map((name) => `refs/heads/${name}`)
  const commits = await unreachableCommits(repository, { from, kept: ["HEAD"], gone })
  if (commits === undefined) return unknown("git did not answer in time")
  return answerOf(commits, "its commits are on another branch")
}
