// The hash by which git knows a file's content, as long as no filter changes it on its way in.
import { createHash } from "node:crypto"
import { lstatSync, readFileSync } from "node:fs"

const LARGEST = 1_000_000

/** undefined for what is no file, or a large one. */
export function blobHash(path: string): string | undefined {
  try {
    const found = lstatSync(path)
    if (!found.isFile() || found.size > LARGEST) return undefined
    const content = readFileSync(path)
    return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex")
  } catch {
    return undefined
  }
}
