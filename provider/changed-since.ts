// Whether files of a project changed since a time, whoever changed them: an edit, a command, a subagent, another tool.
// Read from the file system, and given up where there is too much of it to look at while a person waits.
import { lstat, opendir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import ignore, { type Ignore } from "ignore"

/** `unknown` where it could not be seen through. */
export type Changes = "some" | "none" | "unknown"

/** Some 300 ms of a slow disk. */
const ENTRIES_AT_MOST = 20_000

/** No work of anybody's: what tools keep for themselves, and OpenCode's own folder, which it fills by itself. */
const NOT_LOOKED_INTO = new Set([".git", ".hg", ".svn", ".opencode", "node_modules", "__pycache__", ".venv"])

/** @param since In milliseconds, by this machine's clock. Never throws. */
export async function changedSince(
  folder: string,
  since: number,
  entriesAtMost = ENTRIES_AT_MOST,
): Promise<Changes> {
  const left = { entries: entriesAtMost }
  try {
    const ignored = ignore().add(await readFile(join(folder, ".gitignore"), "utf8").catch(() => ""))
    return (await isChanged(folder, { root: folder, since, ignored, left })) ? "some" : "none"
  } catch {
    return "unknown"
  }
}

interface Search {
  root: string
  since: number
  ignored: Ignore
  left: { entries: number }
}

/** A folder's own time tells of what was made, renamed or deleted in it. @throws when there is too much. */
async function isChanged(folder: string, search: Search): Promise<boolean> {
  const { root, since, ignored, left } = search
  const folders: string[] = []
  const times: Promise<boolean>[] = []
  const passedBy: string[] = []
  for await (const entry of await opendir(folder)) {
    if (left.entries-- <= 0) throw new Error("too many files")
    const path = join(folder, entry.name)
    const isFolder = entry.isDirectory()
    const named = relative(root, path) + (isFolder ? "/" : "")
    if (NOT_LOOKED_INTO.has(entry.name) || ignored.ignores(named)) passedBy.push(path)
    else if (isFolder) folders.push(path)
    else times.push(isNewer(path, since))
  }
  if ((await Promise.all(times)).includes(true)) return true
  if ((await isNewer(folder, since)) && !(await isAnyBorn(passedBy, since))) return true
  for (const each of folders) if (await isChanged(each, search).catch(asUnchanged)) return true
  return false
}

/** A folder that nobody here may read, such as a database's own, is nobody's work here. */
function asUnchanged(error: unknown): boolean {
  if (error instanceof Error && "code" in error && UNREADABLE.has(String(error.code))) return false
  throw error
}

const UNREADABLE = new Set(["EACCES", "EPERM", "ENOENT"])

/** A cache that a test run makes changes the folder it is made in. */
async function isAnyBorn(paths: string[], since: number): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => lstat(path).catch(() => undefined)))
  return found.some((each) => each !== undefined && each.birthtimeMs >= since)
}

/** What stands for bytes of a name that are no UTF-8; such a file can not be asked for. */
const UNREADABLE_NAME = "\uFFFD"

/** A time further ahead was set on purpose and says nothing. */
const CLOCK_STEP_MS = 2_000

/** What is gone meanwhile was there a moment ago: that is a change. */
async function isNewer(path: string, since: number): Promise<boolean> {
  if (path.includes(UNREADABLE_NAME)) return false
  const found = await lstat(path).catch(() => undefined)
  const now = Date.now() + CLOCK_STEP_MS
  return found === undefined || [found.mtimeMs, found.ctimeMs].some((time) => time >= since && time <= now)
}
