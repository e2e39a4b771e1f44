// A tool's whole result as a file, by its content: one file however often it is sent, for its owner only, for some days.
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** Files that this process knows to be there, and folders that it has tidied. */
const kept = new Set<string>()
const tidied = new Set<string>()

/** @returns undefined where it can not be kept. */
export function keepResult(text: string, cache: string): string | undefined {
  const folder = join(cache, "tool-results")
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 24)}.txt`)
  if (kept.has(path)) return path
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    tidy(folder)
    writeFileSync(path, text, { mode: 0o600 })
  } catch {
    return undefined
  }
  kept.add(path)
  return path
}

/** What an older session pointed to is written anew when that session goes on. */
function tidy(folder: string): void {
  if (tidied.has(folder)) return
  tidied.add(folder)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true })
  }
}
