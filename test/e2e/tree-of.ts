// Everything under a folder but .git: kind, mode, and bytes, for comparing before and after.
import { createHash } from "node:crypto"
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"

export function treeOf(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path !== ".git" && !path.startsWith(".git/"))
    .sort()
  return Object.fromEntries(paths.map((path) => [path, describe(join(root, path))]))
}

function describe(path: string): string {
  const stats = lstatSync(path)
  const mode = (stats.mode & 0o7777).toString(8)
  if (stats.isDirectory()) return `folder ${mode}`
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`
  return `file ${mode} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`
}
