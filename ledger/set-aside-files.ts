// The damaged ledgers that were set aside where this one lies (store/open-database.ts), newest last.
import { readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { sqlitePath } from "./sqlite-path.ts"
import { SET_ASIDE } from "./store/open-database.ts"

export function setAsideFiles(address: string): string[] {
  const path = sqlitePath(address)
  if (path === undefined) return []
  const begin = `${basename(path)}${SET_ASIDE}`
  return namesIn(dirname(path))
    .filter((name) => name.startsWith(begin) && !/(?:-wal|-shm|\.seal)$/.test(name))
    .sort()
    .map((name) => join(dirname(path), name))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
