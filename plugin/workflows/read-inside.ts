// Reads files below one folder and nowhere else: what is read here goes to a model, and a project's links may lead to keys.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from "node:fs"
import { join, sep } from "node:path"

export interface Inside {
  /** Paths of plain files from the folder, sorted; the first of them where there are very many. */
  list: (below?: string, depth?: number) => string[]
  /** The beginning of a plain file; undefined where there is none, or a link leads out. */
  read: (path: string) => string | undefined
}

const MOST_FILES = 3_000
const MOST_BYTES = 64_000

/** @returns undefined where the folder is not there, or is a link that leads out of `within`. */
export function readInside(folder: string, within: string): Inside | undefined {
  const root = realOf(folder)
  const outer = realOf(within)
  if (root === undefined || outer === undefined || !isIn(root, outer)) return undefined
  return {
    list: (below = "", depth = 5) => listFiles(root, below, depth).toSorted(),
    read: (path) => {
      const real = realOf(join(root, path))
      return real !== undefined && isIn(real, root) ? readStart(real) : undefined
    },
  }
}

function listFiles(root: string, below: string, depth: number): string[] {
  const found: string[] = []
  const start = realOf(join(root, below))
  if (start === undefined || !isIn(start, root)) return []
  const folders = [{ path: below, depth }]
  for (let next = folders.shift(); next && found.length < MOST_FILES; next = folders.shift()) {
    const { path, depth } = next
    for (const entry of entriesOf(join(root, path))) {
      const own = path === "" ? entry.name : `${path}/${entry.name}`
      if (entry.isFile()) found.push(own)
      if (entry.isDirectory() && depth > 1 && entry.name !== "node_modules" && entry.name !== ".git")
        folders.push({ path: own, depth: depth - 1 })
    }
  }
  return found.slice(0, MOST_FILES)
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Without waiting at a pipe, which a project may put there. */
function readStart(path: string): string | undefined {
  let file: number | undefined
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if (!fstatSync(file).isFile()) return undefined
    const bytes = Buffer.alloc(MOST_BYTES)
    return bytes.subarray(0, readSync(file, bytes, 0, MOST_BYTES, 0)).toString("utf8")
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
