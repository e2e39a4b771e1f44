// I/O: the paths that a written target stands for on this disk, as a shell would expand it or find would find it; rather too many than too few.
import { lstatSync, readdirSync, realpathSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { type Effect, UNKNOWN } from "../execution.ts"
import { matchesGlob } from "../paths/match-glob.ts"
import { isBuildDirectory } from "./build-output.ts"

export interface Found {
  /** The real path, but for the last name, which may be a link. */
  path: string
  isDirectory: boolean
}

/** undefined: it can not be told, or there are too many. */
export type Expanded = Found[] | undefined

const MOST_VISITED = 10_000
const MOST_FOUND = 1_000

/** What does not exist is left out: there is nothing to lose. */
export function expandTarget({ target, cwd }: Effect, home: string): Expanded {
  if (target.includes(UNKNOWN) || cwd.includes(UNKNOWN) || target.length > 4_096) return undefined
  const path = absolute(target, cwd, home)
  if (!target.startsWith("/") && !isDirectory(cwd)) return undefined
  try {
    const plain = describe(path)
    return hasGlob(path) ? [...(plain ? [plain] : []), ...expandGlob(path)] : plain ? [plain] : []
  } catch {
    return undefined
  }
}

function absolute(target: string, cwd: string, home: string): string {
  if (target === "~" || target.startsWith("~/")) return home + target.slice(1)
  return target.startsWith("/") ? target : `${cwd}/${target}`
}

function hasGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/** @throws when it can not be looked at. */
function describe(written: string): Found | undefined {
  const path = written.replace(/(?<=.)\/+$/, "")
  const intoLink = path !== written || /^\.{1,2}$/.test(basename(path))
  try {
    if (intoLink) {
      const real = realpathSync(path)
      return { path: real, isDirectory: lstatSync(real).isDirectory() }
    }
    const real = join(realpathSync(dirname(path)), basename(path))
    const found = lstatSync(real)
    // On a file system that does not care for case, git knows it by the name that it really has.
    const named = found.isSymbolicLink() ? real : realpathSync.native(real)
    return { path: named, isDirectory: found.isDirectory() }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")
}

function isDirectory(path: string): boolean {
  try {
    return lstatSync(realpathSync(path)).isDirectory()
  } catch {
    return false
  }
}

/** @throws when there is too much to look at. */
function expandGlob(path: string): Found[] {
  const segments = path.split("/").filter((segment, index) => segment !== "" || index === 0)
  let bases = [""]
  let visited = 0
  const visit = () => {
    if (++visited > MOST_VISITED) throw new Error("too many files to look at")
  }
  for (const segment of segments.slice(1)) {
    if (!hasGlob(segment)) bases = bases.map((base) => `${base}/${segment}`)
    else if (segment === "**") bases = bases.flatMap((base) => [base, ...directoriesBelow(base, visit)])
    else bases = bases.flatMap((base) => matchesIn(base, segment, visit))
    if (bases.length > MOST_VISITED) throw new Error("too many files to look at")
  }
  const found = bases.flatMap((base) => describe(base) ?? [])
  if (found.length > MOST_FOUND) throw new Error("too many files to look at")
  return found
}

function matchesIn(directory: string, glob: string, visit: () => void): string[] {
  return entriesOf(directory).flatMap(({ name }) => {
    visit()
    return matchesGlob(name, glob) || matchesGlob(name.toLowerCase(), glob.toLowerCase())
      ? [`${directory}/${name}`]
      : []
  })
}

/** What tools made again and again is not looked into: nothing in it is asked about. */
function directoriesBelow(directory: string, visit: () => void): string[] {
  return entriesOf(directory).flatMap((entry) => {
    visit()
    if (!entry.isDirectory() || entry.name === ".git" || isBuildDirectory(entry.name)) return []
    const path = `${directory}/${entry.name}`
    return [path, ...directoriesBelow(path, visit)]
  })
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory === "" ? "/" : directory, { withFileTypes: true })
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}
