// What is lost with a deleted or moved branch or tag: commits that no other branch, no tag and no remote has.
import { answerOf, unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import type { Answer } from "./question.ts"
import { readGitWords } from "./read-git-command.ts"
import { unreachableCommits } from "./unreachable-commits.ts"

/** Names that mean no more than themselves to git. */
const PLAIN_NAME = /^[\w][\w./+#-]*$/

/** Of what git only has to find a commit by. */
const REVISION = /^\w[\w./+#~^-]*$/

interface Naming {
  /** Whole names of what is deleted or moved. */
  refs: string[]
  /** Revisions that will hold commits: where it is moved to, or HEAD, which no deletion moves. */
  kept: string[]
}

export async function lookAtBranches({ command, repository }: GitScene): Promise<Answer> {
  const naming = command.subcommand === "tag" ? readTag(command.words) : readBranch(command.words)
  if (naming === undefined) return unknown("this git command is not understood in full")
  const listed = await repository.git(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags"])
  if (listed?.code !== 0) return unknown("git did not answer in time")
  const existing = new Set(listed.output.split("\n"))
  const gone = naming.refs.filter((name) => existing.has(name))
  if (gone.length === 0) return { kind: "kept", because: "there is nothing of that name" }
  const commits = await unreachableCommits(repository, { from: gone, kept: naming.kept, gone })
  if (commits === undefined) return unknown("git did not answer")
  return answerOf(commits, "its commits are on another branch")
}

function readBranch(written: readonly string[]): Naming | undefined {
  const words = readGitWords(written, ["-D", "-d", "--delete", "-f", "--force", "-q", "--quiet"])
  const named = [...(words?.operands ?? []), ...(words?.after ?? [])]
  if (words === undefined || named.length === 0) return undefined
  const deletes = words.flags.some((flag) => /^(-D|-d|--delete)$/.test(flag))
  const [moved = "", to = "HEAD", ...more] = named
  const names = deletes ? named : [moved]
  if (!names.every((name) => PLAIN_NAME.test(name))) return undefined
  if (!deletes && (more.length > 0 || !REVISION.test(to))) return undefined
  return { refs: names.map((name) => `refs/heads/${name}`), kept: [deletes ? "HEAD" : to] }
}

function readTag(written: readonly string[]): Naming | undefined {
  const words = readGitWords(written, ["-d", "--delete"])
  const named = [...(words?.operands ?? []), ...(words?.after ?? [])]
  if (!words?.flags.length || named.length === 0 || !named.every((name) => PLAIN_NAME.test(name)))
    return undefined
  return { refs: named.map((name) => `refs/tags/${name}`), kept: ["HEAD"] }
}
