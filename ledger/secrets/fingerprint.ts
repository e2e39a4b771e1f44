// A short name for a secret, the same in every session of this machine's user. Its key never leaves the machine, so that
// nobody who reads the name can try out what the secret was.
import { createHmac, randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const KEY_FILE = "fingerprint.key"
const CHARACTERS = 8

const keys = new Map<string, string>()

/** @param data Ralex's own folder, which models can not read. */
export function fingerprintOf(secret: string, data: string): string {
  const key = keys.get(data) ?? openKey(data)
  keys.set(data, key)
  return createHmac("sha256", key).update(secret).digest("hex").slice(0, CHARACTERS)
}

/** Where there can be no file the names hold as long as the process. */
function openKey(data: string): string {
  const path = join(data, KEY_FILE)
  const fresh = randomBytes(32).toString("base64url")
  return readKey(path) ?? createKey(data, path, fresh) ?? readKey(path) ?? fresh
}

function readKey(path: string): string | undefined {
  try {
    const key = readFileSync(path, "utf8").trim()
    return key === "" ? undefined : key
  } catch {
    return undefined
  }
}

/** Whole or not at all, and never over that of another process. */
function createKey(data: string, path: string, key: string): string | undefined {
  const own = `${path}.${process.pid}`
  try {
    mkdirSync(data, { recursive: true })
    writeFileSync(own, key, { mode: 0o600 })
    linkSync(own, path)
    return key
  } catch {
    return undefined
  } finally {
    rmSync(own, { force: true })
  }
}
