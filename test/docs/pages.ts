// The Markdown of the repository, as the tests of the documents read it.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Glob } from "bun"

export const ROOT = join(import.meta.dir, "..", "..")

/** Markdown that is read by people: the pages of docs/, and the files at the root and in bench/. */
export const PAGES = ["*.md", "docs/*.md", "bench/*.md", ".github/*.md"]
  .flatMap((pattern) => [...new Glob(pattern).scanSync({ cwd: ROOT, dot: true })])
  .sort()

/** @param path From the root of the repository. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), "utf8")
}
