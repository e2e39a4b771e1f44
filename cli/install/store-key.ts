// Puts an OpenRouter key where `opencode auth login` puts it: OpenCode's auth.json, which only its owner can read.
import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { RalexError } from "../../config/index.ts"
import { isObject } from "./opencode-config.ts"

/** @param opencodeData OpenCode's data directory. */
export const loginsPath = (opencodeData: string): string => join(opencodeData, "auth.json")

/**
 * Other logins stay; the file is there whole or as it was.
 * @throws {RalexError} for a file that is not what OpenCode writes.
 */
export function storeKey(opencodeData: string, key: string): void {
  mkdirSync(opencodeData, { recursive: true, mode: 0o700 })
  const path = targetOf(loginsPath(opencodeData))
  const logins = { ...readLogins(path), openrouter: { type: "api", key } }
  const fresh = join(dirname(path), `.auth.json.${process.pid}`)
  try {
    writeFileSync(fresh, JSON.stringify(logins, null, 2), { mode: 0o600 })
    chmodSync(fresh, 0o600) // whatever an earlier file of this name had
    renameSync(fresh, path)
  } finally {
    rmSync(fresh, { force: true })
  }
}

/** A link, as into a dotfiles folder, stays one. */
function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function readLogins(path: string): Record<string, unknown> {
  const text = readIfThere(path)
  if (text === undefined || text.trim() === "") return {}
  try {
    const logins: unknown = JSON.parse(text)
    if (isObject(logins)) return logins
  } catch {
    // Said below.
  }
  throw new RalexError(
    `${path} is not what OpenCode writes, so the key was not put there; run \`opencode auth login\`.`,
  )
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
