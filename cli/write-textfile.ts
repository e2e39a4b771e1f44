// A file for node-exporter's textfile collector, which may read it at any time and as another user.
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** Only files with this ending are collected. */
const ENDING = ".prom"

/**
 * Replaces the file in one step, readable by all.
 * @param path A folder gets a file named `ralex.prom`; another ending gets `.prom` behind it.
 * @returns the path written.
 * @throws {Error} of the file system.
 */
export function writeTextfile(path: string, text: string): string {
  const target = targetOf(path)
  const written = join(dirname(target), `.ralex-${crypto.randomUUID()}.tmp`)
  try {
    writeFileSync(written, text, { flag: "wx" })
    chmodSync(written, 0o644) // whatever the umask is
    renameSync(written, target)
  } finally {
    rmSync(written, { force: true })
  }
  return target
}

function targetOf(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (isFolder) return join(path, `ralex${ENDING}`)
  return path.endsWith(ENDING) ? path : `${path}${ENDING}`
}
