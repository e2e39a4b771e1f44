// A tool's whole result as a file, by its content: one file however often it is sent, for its owner only, for some days.
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { LRUCache } from "lru-cache"

const DAY_MS = 24 * 60 * 60 * 1000
const KEPT_MS = 7 * DAY_MS

/** Files that this process wrote within a day, and folders that it tidied. */
const kept = new LRUCache<string, number>({ max: 5_000 })
const tidied = new LRUCache<string, number>({ max: 100 })

/** @returns undefined where it can not be kept. */
export function keepResult(text: string, cache: string): string | undefined {
  const folder = join(cache, "tool-results")
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 24)}.txt`)
  if (isOfToday(kept.get(path))) return path
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    tidy(folder)
    writeFileSync(path, text, { mode: 0o600 })
  } catch {
    return undefined
  }
  kept.set(path, Date.now())
  return path
}

/** What is older is written again, so that nobody tidies it away while it is sent. */
function isOfToday(at: number | undefined): boolean {
  return at !== undefined && Date.now() - at < DAY_MS
}

/** What an older session pointed to is written anew when that session goes on. */
function tidy(folder: string): void {
  if (isOfToday(tidied.get(folder))) return
  tidied.set(folder, Date.now())
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true })
  }
}
