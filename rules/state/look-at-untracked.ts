// What is lost to git clean: files that git does not keep, but for build output that it ignores.
import { dirname, join, relative } from "node:path"
import { answerOf, together, unknown } from "./answers.ts"
import { findRepositories } from "./find-repositories.ts"
import type { GitScene } from "./git-scene.ts"
import { lossesIn } from "./judge-entries.ts"
import { lookAtNested } from "./look-at-nested.ts"
import type { Answer } from "./question.ts"
import { readGitWords } from "./read-git-command.ts"
import { readWorkingTree, type TreeEntry, type WorkingTree } from "./working-tree.ts"

export async function lookAtUntracked({ command, repository, around }: GitScene): Promise<Answer> {
  const words = readGitWords(command.words, ["-f", "--force", "-d", "-x", "-X", "-q", "--quiet"])
  if (words === undefined) return unknown("this git command is not understood in full")
  const has = (flag: string) => words.flags.includes(flag)
  const named = [...words.operands, ...(words.after ?? [])]
  const paths = named.length > 0 ? named : ["."]
  const tree = await readWorkingTree(repository, paths, { literal: false, cwd: command.cwd })
  if (tree === undefined) return unknown("git did not answer in time")
  const intoDirectories = has("-d") || named.length > 0
  const entries = intoDirectories
    ? tree.entries
    : tree.entries.filter(besideTracked(tree, relative(repository.root, command.cwd)))
  const taken = {
    staged: false,
    unstaged: false,
    untracked: !has("-X"),
    ignored: has("-x") || has("-X"),
    strict: true,
  }
  const losses = lossesIn({ ...tree, entries }, repository, taken, around)
  const answers = [answerOf(losses, "it would delete nothing but build output that git ignores")]
  // Only forced twice does it delete repositories.
  if (words.flags.filter((flag) => /^(-f|--force)$/.test(flag)).length < 2) return together(answers)
  for (const { path } of entries.filter((entry) => entry.path.endsWith("/"))) {
    const directory = join(repository.root, path.slice(0, -1))
    for (const nested of findRepositories(directory))
      answers.push(await lookAtNested(nested, directory, around))
  }
  return together(answers)
}

/** Without -d it enters no directory that holds nothing tracked. */
function besideTracked({ tracked }: WorkingTree, start: string) {
  const directories = new Set([".", start || "."])
  for (const path of tracked)
    for (let parent = dirname(path); !directories.has(parent); parent = dirname(parent))
      directories.add(parent)
  return ({ path }: TreeEntry) => !path.endsWith("/") && directories.has(dirname(path))
}
