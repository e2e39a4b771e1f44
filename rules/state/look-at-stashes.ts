// What is lost with git stash drop and clear: the stashes, which nothing else holds.
import { answerOf, unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import type { Answer } from "./question.ts"
import { readGitWords } from "./read-git-command.ts"

export async function lookAtStashes({ command, repository }: GitScene): Promise<Answer> {
  const [verb, written, ...more] = readGitWords(command.words, ["-q", "--quiet"])?.operands ?? []
  if (!/^(drop|clear)$/.test(verb ?? "") || more.length > 0)
    return unknown("this git command is not understood in full")
  const found = await repository.git(["for-each-ref", "--format=%(refname)", "refs/stash"])
  if (found?.code !== 0) return unknown("git did not answer in time")
  if (found.output === "") return { kind: "kept", because: "there is no stash" }
  const listed = await repository.git([
    "log",
    "-g",
    "--no-show-signature",
    "--format=%gs",
    "refs/stash",
    "--",
  ])
  if (listed?.code !== 0) return unknown("git did not answer in time")
  const stashes = listed.output.trim().split("\n")
  const number = written === undefined ? "0" : (written.match(/^(?:stash@\{)?(\d+)\}?$/)?.[1] ?? "")
  const dropped = verb === "clear" ? stashes : stashes.slice(Number(number), Number(number) + 1)
  if (number === "" || dropped.length === 0) return unknown("which stash that is can not be told")
  return answerOf(
    dropped.map((name) => ({ kind: "stash", name })),
    "",
  )
}
