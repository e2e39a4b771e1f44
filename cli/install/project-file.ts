// Reads and writes files of a project that may be a stranger's: never through a symbolic link.
import { lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { RalexError } from "../../config/index.ts"

/** A file as it is and as it shall be; undefined is "no such file". Paths are relative to the project. */
export interface Change {
  path: string
  before: Buffer | undefined
  after: Buffer | undefined
}

/** @throws {RalexError} when the path, or a folder on its way, is a symbolic link or no plain file. */
export function readProjectFile(project: string, path: string): Buffer | undefined {
  refuseLinks(project, path)
  const stats = lstatSync(join(project, path), { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (!stats.isFile())
    throw new RalexError(
      `${join(project, path)} is not a plain file; move it away, then run the command again.`,
    )
  return readFileSync(join(project, path))
}

/** Writes in place, so that mode and owner stay. */
export function applyChange(project: string, change: Change): void {
  refuseLinks(project, change.path)
  const file = join(project, change.path)
  if (change.after === undefined) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, change.after)
}

export function removeEmptyFolder(project: string, path: string): void {
  try {
    rmdirSync(join(project, path))
  } catch {
    // Not empty, or not there: both leave nothing to do.
  }
}

function refuseLinks(project: string, path: string): void {
  const parts = path.split("/")
  const onTheWay = parts.map((_, index) => join(project, ...parts.slice(0, index + 1)))
  const link = onTheWay.find((part) => lstatSync(part, { throwIfNoEntry: false })?.isSymbolicLink())
  if (link)
    throw new RalexError(
      `${link} is a symbolic link, and Ralex does not write through links; replace it by what it points to.`,
    )
}
