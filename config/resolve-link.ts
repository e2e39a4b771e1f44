// Paths as the disk has them: links followed as far as there is something.
import { realpathSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

/** The real path of the deepest part that exists, so that a link can not lead a write somewhere else. */
export function resolveLink(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(resolveLink(parent), basename(path))
  }
}

/** Whether what a person wrote (`~/work/shop/`) is that folder. */
export function isFolder(written: string, folder: string, home: string): boolean {
  const path = written.replace(/^~(?=\/|$)/, () => home)
  return resolveLink(resolve(path)) === resolveLink(resolve(folder))
}
