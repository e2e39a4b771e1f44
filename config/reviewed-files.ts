// What a reviewed commit has of the files that steer Ralex and OpenCode, and which of them a pull request changes. Asked of
// git, with nothing in the way that a checkout could have put there.
import { spawnSync } from "node:child_process"
import { lstatSync, rmSync } from "node:fs"
import { join } from "node:path"

/** Files that say how Ralex and OpenCode behave here, or that OpenCode runs as its own code; anywhere in the project. */
const STEERING = ["ralex.yaml", "opencode.json", "opencode.jsonc", ".opencode", ".opencode/**"].map(
  (path) => `:(top,glob)**/${path}`,
)

export interface Reviewed {
  /** The content of a file by its path from the project's root; undefined where the commit has none. */
  read: (path: string) => string | undefined
  /** Steering files that are not as that commit has them, as paths from the project's root. */
  changed: string[]
}

/** @returns a sentence where the commit can not be read. */
export function readReviewed(commit: string, project: string): Reviewed | string {
  if (!/^[\w./~^-]+$/.test(commit) || commit.startsWith("-")) return `${commit} is no name of a commit`
  const found = git(project, ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`])
  if (found.status !== 0) return `the commit ${commit} is not in this clone${because(found.stderr)}`
  const id = found.stdout.trim()
  const changed = changedSince(id, project)
  if (typeof changed === "string") return changed
  return {
    changed,
    read: (path) => {
      const { status, stdout } = git(project, ["cat-file", "blob", `${id}:./${path}`])
      return status === 0 ? stdout : undefined
    },
  }
}

/** Puts these files back as the commit has them; what it does not have goes. @throws what git or the system says. */
export function restoreReviewed(commit: string, project: string, paths: readonly string[]): void {
  const isThere = (path: string) =>
    git(project, ["cat-file", "-t", `${commit}:${path}`]).stdout.trim() === "blob"
  const [kept, added] = [paths.filter(isThere), paths.filter((path) => !isThere(path))]
  // First: a link in place of a folder would lead what is restored somewhere else.
  for (const path of added) rmSync(join(project, path), { force: true })
  if (kept.length === 0) return
  const named = kept.map((path) => `:(top,literal)${path}`)
  const { status, stderr } = git(project, ["restore", `--source=${commit}`, "--worktree", "--", ...named])
  if (status !== 0) throw new Error(`git could not restore them${because(stderr)}`)
}

function changedSince(id: string, project: string): string[] | string {
  const words = [
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-ext-diff",
    "--ignore-submodules",
    id,
    "--",
  ]
  const { status, stdout, stderr } = git(project, [...words, ...STEERING])
  if (status !== 0) return `git can not compare the checkout with ${id}${because(stderr)}`
  return stdout.split("\0").filter((path) => path !== "" && !isAsReviewed(id, project, path))
}

/** What the index does not have, git takes for deleted, though it may lie there as it was. */
function isAsReviewed(id: string, project: string, path: string): boolean {
  if (!lstatSync(join(project, path), { throwIfNoEntry: false })?.isFile()) return false
  const before = git(project, ["rev-parse", "--verify", "--quiet", `${id}:${path}`])
  const now = git(project, ["hash-object", "--", path])
  return before.status === 0 && before.stdout === now.stdout
}

function because(stderr: string): string {
  const [first = ""] = stderr.trim().split("\n")
  return first === "" ? "" : `: ${first}`
}

/** No hook and no watcher, which a repository's own configuration may name. */
const SAFE = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
const LONGEST_MS = 20_000
const LARGEST_BYTES = 64 * 1024 * 1024

function git(project: string, words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { PATH, HOME, XDG_CONFIG_HOME, SystemRoot } = process.env // and none of its secrets
  const { status, stdout, stderr, error } = spawnSync("git", [...SAFE, ...words], {
    cwd: project,
    encoding: "utf8",
    timeout: LONGEST_MS,
    maxBuffer: LARGEST_BYTES,
    env: { PATH, HOME, XDG_CONFIG_HOME, SystemRoot, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" },
  })
  return error ? { status: null, stdout: "", stderr: error.message } : { status, stdout, stderr }
}
