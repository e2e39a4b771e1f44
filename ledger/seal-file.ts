// Where the key of the seals is kept, beside an SQLite ledger and only for its owner to read, with the newest line
// that was written: a ledger that lost lines since is another one.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import * as z from "zod"
import type { Head, SealKey } from "./seal.ts"

/** Of the file beside the ledger's. */
export const SEAL_SUFFIX = ".seal"

export interface SealFile {
  key: SealKey
  head: Head | undefined
  /** The ledger had lines when the file that held their key was gone or could not be read, within the last day. */
  lost: boolean
  /** Keeps the newest line; never goes back. */
  note: (head: Head) => void
}

const schema = z.object({
  key: z.string().min(32),
  from: z.int(),
  /** When the key before this one was found to be gone, as milliseconds. */
  lostAt: z.int().optional(),
  head: z.object({ sequence: z.int(), mac: z.string() }).optional(),
})
type Content = z.infer<typeof schema>

/** Long enough for some process that looks at the seals to open the ledger, whoever opened it first. */
const LOSS_TOLD_MS = 24 * 60 * 60 * 1000

/**
 * To be called while the ledger's write lock is held, so that all processes agree on the first one's key.
 * @param last The sequence of the ledger's newest line; 0 when it has none.
 */
export function openSealFile(ledgerPath: string, last: number): SealFile {
  const path = ledgerPath + SEAL_SUFFIX
  const content = read(path) ?? create(path, last)
  let noted = content.head?.sequence ?? 0
  return {
    key: { key: content.key, from: content.from },
    head: content.head,
    lost: content.lostAt !== undefined && Date.now() - content.lostAt < LOSS_TOLD_MS,
    note: (head) => {
      if (head.sequence <= noted) return
      noted = head.sequence
      try {
        const now = read(path)
        // Another process may know of a newer one, or have begun anew.
        if (now?.key === content.key && (now.head?.sequence ?? 0) < head.sequence)
          write(path, { ...now, head })
      } catch {
        // The next one notes it.
      }
    },
  }
}

/** @throws when it is there and the system does not give it. */
function read(path: string): Content | undefined {
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, "utf8")
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function create(path: string, last: number): Content {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")
  if (existsSync(path)) renameSync(path, `${path}.unreadable`)
  const content = { key, from: last, ...(last > 0 ? { lostAt: Date.now() } : {}) }
  write(path, content)
  return content
}

/** Whole or not at all: others read it at any time. */
function write(path: string, content: Content): void {
  const next = `${path}.${process.pid}`
  try {
    writeFileSync(next, JSON.stringify(content), { mode: 0o600 })
    renameSync(next, path)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}
