// Where the key of the seals is kept, beside an SQLite ledger and only for its owner to read, with the newest line
// that was written: a ledger that lost lines since is another one.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { z } from "zod"
import type { Head, SealKey } from "./seal.ts"

export interface SealFile {
  key: SealKey
  head: Head | undefined
  /** The ledger has lines, but the file that holds their key is gone or can not be read. */
  lost: boolean
  /** Keeps the newest line; never goes back. */
  note: (head: Head) => void
}

const schema = z.object({
  key: z.string().min(32),
  from: z.int(),
  head: z.object({ sequence: z.int(), mac: z.string() }).optional(),
})
type Content = z.infer<typeof schema>

/** @param last The sequence of the ledger's newest line; 0 when it has none. */
export function openSealFile(path: string, last: number): SealFile {
  const known = read(path)
  const content = known ?? create(path, last)
  let noted = content.head?.sequence ?? 0
  return {
    key: { key: content.key, from: content.from },
    head: content.head,
    lost: known === undefined && last > 0,
    note: (head) => {
      if (head.sequence <= noted) return
      noted = head.sequence
      const now = read(path)
      // Another process may know of a newer one, or have begun anew.
      if (now && now.key === content.key && (now.head?.sequence ?? 0) < head.sequence)
        write(path, { ...now, head })
    },
  }
}

function read(path: string): Content | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")))
  } catch {
    return undefined
  }
}

/** Two processes that begin together agree on the file of the first. */
function create(path: string, last: number): Content {
  const content = {
    key: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"),
    from: last,
  }
  try {
    if (existsSync(path)) renameSync(path, `${path}.unreadable`)
    writeFileSync(path, JSON.stringify(content), { mode: 0o600, flag: "wx" })
    return content
  } catch {
    return read(path) ?? content
  }
}

function write(path: string, content: Content): void {
  const next = `${path}.${process.pid}`
  try {
    writeFileSync(next, JSON.stringify(content), { mode: 0o600 })
    renameSync(next, path)
  } catch {
    // The next one notes it.
  }
}
