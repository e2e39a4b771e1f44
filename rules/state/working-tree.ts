// The files of a repository as git sees them: changed, untracked, ignored, hidden from git status; read by two commands.
import type { Repository } from "./open-repository.ts"

export interface TreeEntry {
  /** Relative to the repository's root; a directory that stands for all in it ends in a slash. */
  path: string
  kind: "changed" | "untracked" | "ignored"
  /** Differs from the last commit in the index, and from the index on disk. */
  staged: boolean
  unstaged: boolean
}

export interface WorkingTree {
  entries: TreeEntry[]
  tracked: Set<string>
  /** Tracked files of which git was told not to look whether they change. */
  unwatched: string[]
  submodules: string[]
}

/**
 * @param paths Where to look, as git's pathspecs or as they are; all when there are none.
 * @returns undefined when git did not answer.
 */
export async function readWorkingTree(
  { git, root }: Repository,
  paths: readonly string[],
  { literal, cwd = root, untracked = true }: { literal: boolean; cwd?: string; untracked?: boolean },
): Promise<WorkingTree | undefined> {
  const options = literal ? ["--literal-pathspecs"] : []
  const [status, files] = await Promise.all([
    git([...options, ...STATUS, ...(untracked ? UNTRACKED : ["--untracked-files=no"]), "--", ...paths], cwd),
    git([...options, "ls-files", "-v", "-s", "-z", "--full-name", "--", ...paths], cwd),
  ])
  if (status?.code !== 0 || files?.code !== 0) return undefined
  return { entries: parseStatus(status.output), ...parseFiles(files.output) }
}

const STATUS = [
  "status",
  "--porcelain=v2",
  "-z",
  "--no-renames",
  "--ignore-submodules=all", // else git would run in them, with their own configuration
]

/** Costs a walk through all directories. */
const UNTRACKED = ["--untracked-files=all", "--ignored=matching"]

export function parseStatus(output: string): TreeEntry[] {
  return output.split("\0").flatMap((record): TreeEntry[] => {
    const kind = record[0]
    if (kind === "?" || kind === "!") {
      const plain = { staged: false, unstaged: false, path: record.slice(2) }
      return [{ ...plain, kind: kind === "?" ? "untracked" : "ignored" }]
    }
    const before = kind === "u" ? 10 : kind === "1" ? 8 : undefined
    if (before === undefined) return []
    const fields = record.split(" ")
    const [staged = ".", unstaged = "."] = fields[1] ?? ""
    // What is deleted already can not be lost any more.
    const path = fields.slice(before).join(" ")
    return [{ path, kind: "changed", staged: !/[.D]/.test(staged), unstaged: !/[.D]/.test(unstaged) }]
  })
}

function parseFiles(output: string): Omit<WorkingTree, "entries"> {
  const tracked = new Set<string>()
  const unwatched: string[] = []
  const submodules: string[] = []
  for (const record of output.split("\0")) {
    const tab = record.indexOf("\t")
    if (tab < 0) continue
    const path = record.slice(tab + 1)
    tracked.add(path)
    if (/^([a-z]|S)/.test(record)) unwatched.push(path)
    if (record.slice(2).startsWith("160000")) submodules.push(path)
  }
  return { tracked, unwatched, submodules }
}
