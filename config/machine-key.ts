// A random key of this machine's user for hashes that nobody else may be able to make. It lies in a file of Ralex's own
// folder, which models can not read, and never leaves the machine.
import { randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const keys = new Map<string, string>()

/**
 * Where there can be no file the key holds as long as the process.
 * @param data Ralex's own folder.
 */
export function machineKey(data: string, name: string): string {
  const path = join(data, name)
  const key = keys.get(path) ?? openKey(data, path)
  keys.set(path, key)
  return key
}

function openKey(data: string, path: string): string {
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
    mkdirSync(data, { recursive: true, mode: 0o700 })
    writeFileSync(own, key, { mode: 0o600 })
    linkSync(own, path)
    return key
  } catch {
    return undefined
  } finally {
    remove(own)
  }
}

/** Even `force` throws where the folder is none. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Nothing was written there either.
  }
}
