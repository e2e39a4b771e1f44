// Which contents of project files a person has trusted: hashes in the user's data directory.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import * as z from "zod"

const storeSchema = z.object({
  trusted: z.record(z.string(), z.object({ file: z.string(), at: z.string() })),
})

type Trusted = z.infer<typeof storeSchema>["trusted"]

/** SHA-256 of the content, in hex: what `ralex trust` prints and RALEX_TRUST takes. */
export function hashOf(content: string): string {
  return createHash("sha256").update(content).digest("hex")
}

/** A store that is missing or damaged trusts nothing. */
export function readTrusted(path: string): Trusted {
  try {
    return storeSchema.parse(JSON.parse(readFileSync(path, "utf8"))).trusted
  } catch {
    return {}
  }
}

export function writeTrusted(path: string, entries: { file: string; content: string; at: Date }[]): void {
  const added = entries.map(({ file, content, at }) => [hashOf(content), { file, at: at.toISOString() }])
  save(path, { ...readTrusted(path), ...Object.fromEntries(added) })
}

/** Forgets these hashes; unknown ones change nothing. */
export function removeTrusted(path: string, hashes: readonly string[]): void {
  const trusted = readTrusted(path)
  const kept = Object.entries(trusted).filter(([hash]) => !hashes.includes(hash))
  if (kept.length < Object.keys(trusted).length) save(path, Object.fromEntries(kept))
}

function save(path: string, trusted: Trusted): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, `${JSON.stringify({ trusted }, null, 2)}\n`, { mode: 0o600 })
}
