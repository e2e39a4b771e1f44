// What is lost when git checkout, restore, switch or reset overwrites the working tree: changes, files in the way, commits.
import { lstatSync } from "node:fs"
import { join } from "node:path"
import { answerOf, unknown } from "./answers.ts"
import type { GitScene } from "./git-scene.ts"
import { lossesIn } from "./judge-entries.ts"
import type { Repository } from "./open-repository.ts"
import type { Answer, Loss } from "./question.ts"
import { type GitCommand, type GitWords, readGitWords } from "./read-git-command.ts"
import { type Surroundings, shownPath } from "./surroundings.ts"
import { unreachableCommits } from "./unreachable-commits.ts"
import { readWorkingTree } from "./working-tree.ts"

/** What is overwritten, and with what. */
interface Overwriting {
  /** Pathspecs; the whole tree when undefined. */
  paths?: string[]
  /** Taken from there; from the index when undefined. */
  commit?: string
  /** The index is overwritten too. */
  staged: boolean
  /** The branch is moved to the commit. */
  movesBranch?: boolean
  /** git refuses where it would overwrite a change. */
  keepsChanges?: boolean
}

type Read = Overwriting | "nothing" | undefined

export async function lookAtChanges({ command, repository, around }: GitScene): Promise<Answer> {
  const read = await readOverwriting(command, repository)
  if (read === undefined) return unknown("this git command is not understood in full")
  if (read === "nothing") return { kind: "kept", because: "git refuses it where something would be lost" }
  const { paths = [], staged, commit } = read
  if (read.keepsChanges) {
    const lost = await lostCommits(read, repository)
    return lost === undefined
      ? unknown("git did not answer in time")
      : answerOf(lost, "git keeps the changes")
  }
  const [tree, inTheWay, commits] = await Promise.all([
    readWorkingTree(repository, paths, {
      literal: false,
      untracked: false,
      cwd: paths.length > 0 ? command.cwd : repository.root,
    }),
    filesInTheWay(read, command, repository, around),
    read.paths === undefined && commit !== undefined ? lostCommits(read, repository) : [],
  ])
  if (tree === undefined || inTheWay === undefined || commits === undefined)
    return unknown("git did not answer in time")
  const taken = { staged, unstaged: true, untracked: false, ignored: false, strict: true }
  const losses = [...lossesIn(tree, repository, taken, around), ...inTheWay, ...commits]
  return answerOf(losses, "what it would overwrite is committed")
}

/** Untracked files of the name of files in the commit are overwritten without a word. */
async function filesInTheWay(
  { paths = [], commit, staged }: Overwriting,
  { cwd }: GitCommand,
  { git, root }: Repository,
  { bounds, own }: Surroundings,
): Promise<Loss[] | undefined> {
  if (commit === undefined && !staged) return []
  const only = ["--cached", "--diff-filter=D", "--no-renames", "--ignore-submodules=all", "-z", "--name-only"]
  const from = paths.length > 0 ? cwd : root
  const listed = await git(["diff-index", ...only, commit ?? "HEAD", "--", ...paths], from)
  if (listed?.code !== 0) return undefined
  return listed.output
    .split("\0")
    .filter((name) => name !== "")
    .map((name) => join(root, name))
    .filter((path) => isFile(path) && !own.isMade(path))
    .map((path) => ({ kind: "untracked", name: shownPath(path, bounds) }))
}

function isFile(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory()
  } catch {
    return false
  }
}

async function lostCommits({ commit = "HEAD", movesBranch }: Overwriting, repository: Repository) {
  const branch = movesBranch ? await repository.git(["symbolic-ref", "-q", "HEAD"]) : undefined
  const gone = branch?.code === 0 ? [branch.output.trim()] : []
  return unreachableCommits(repository, { from: ["HEAD"], kept: [commit], gone })
}

async function readOverwriting(command: GitCommand, repository: Repository): Promise<Read> {
  switch (command.subcommand) {
    case "checkout":
      return readCheckout(command, repository)
    case "restore":
      return readRestore(command, repository)
    case "switch":
      return readSwitch(command, repository)
    default:
      return readReset(command, repository)
  }
}

async function readCheckout({ words }: GitCommand, repository: Repository): Promise<Read> {
  const read = readGitWords(words, [
    "-f",
    "--force",
    "-q",
    "--quiet",
    "--detach",
    "--progress",
    "--no-progress",
  ])
  if (read === undefined) return undefined
  const { operands, after } = read
  const [first, ...rest] = operands
  const commit = await commitOf(first, repository)
  if (first !== undefined && commit === undefined && after !== undefined) return undefined
  const paths = after ?? (commit === undefined ? operands : rest)
  if (after !== undefined && rest.length > 0) return undefined
  if (paths.length > 0) return { paths, ...from(commit), staged: commit !== undefined }
  if (!isForced(read)) return "nothing"
  return { ...from(commit), staged: true }
}

async function readRestore({ words }: GitCommand, repository: Repository): Promise<Read> {
  const read = readGitWords(
    words,
    ["-S", "--staged", "-W", "--worktree", "-q", "--quiet"],
    ["-s", "--source"],
  )
  if (read === undefined) return undefined
  const has = (...names: string[]) => read.flags.some((flag) => names.includes(flag))
  const source = read.values.get("-s") ?? read.values.get("--source")
  const commit = await commitOf(source ?? (has("-S", "--staged") ? "HEAD" : undefined), repository)
  if (source !== undefined && commit === undefined) return undefined
  const paths = [...read.operands, ...(read.after ?? [])]
  const staged = has("-S", "--staged")
  if (paths.length === 0 || (staged && !has("-W", "--worktree"))) return undefined
  return { paths, ...from(commit), staged }
}

async function readSwitch({ words }: GitCommand, repository: Repository): Promise<Read> {
  const read = readGitWords(words, ["-f", "--force", "--discard-changes", "-q", "--quiet", "--detach", "-d"])
  const [first, ...rest] = [...(read?.operands ?? []), ...(read?.after ?? [])]
  const commit = await commitOf(first, repository)
  if (read === undefined || commit === undefined || rest.length > 0) return undefined
  return isForced(read) ? { commit, staged: true } : "nothing"
}

async function readReset({ words }: GitCommand, repository: Repository): Promise<Read> {
  const read = readGitWords(words, ["--hard", "--merge", "--keep", "-q", "--quiet"])
  if (read === undefined || read.after !== undefined || read.operands.length > 1) return undefined
  const [written] = read.operands
  const commit = await commitOf(written, repository)
  if (written !== undefined && commit === undefined) return undefined
  const keepsChanges = read.flags.includes("--keep")
  return { ...from(commit), staged: true, movesBranch: commit !== undefined, keepsChanges }
}

function from(commit: string | undefined): Pick<Overwriting, "commit"> {
  return commit === undefined ? {} : { commit }
}

function isForced({ flags }: GitWords): boolean {
  return flags.some((flag) => /^(-f|--force|--discard-changes)$/.test(flag))
}

/** Its hash; undefined for what names no commit. */
async function commitOf(written: string | undefined, { git }: Repository): Promise<string | undefined> {
  if (written === undefined) return undefined
  const name = written === "-" ? "@{-1}" : written
  const verified = await git(["rev-parse", "--verify", "-q", "--end-of-options", `${name}^{commit}`])
  return verified?.code === 0 ? verified.output.trim() : undefined
}
