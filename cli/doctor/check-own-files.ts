// Doctor: whether others on this machine can read what is the person's alone: the ledger, trust, OpenCode's logins.
import { chmodSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Environment } from "../../config/index.ts"
import type { Finding } from "../contract.ts"
import { loginsPath } from "../install/store-key.ts"

const OTHERS = 0o077

export function checkOwnFiles(environment: Environment): Finding[] {
  const open = openFiles(environment)
  if (open.length === 0)
    return [
      { id: "private", level: "ok", message: "Nobody else can read Ralex's files and logins.", fix: null },
    ]
  const [first, ...rest] = open
  const others = rest.length === 0 ? "" : ` (and ${rest.length} more)`
  const message = `Others on this machine can read ${first}${others}.`
  return [{ id: "private", level: "warn", message, fix: "Run `ralex doctor --fix`." }]
}

/** Takes everybody else's rights away. @returns the paths. */
export function closeOwnFiles(environment: Environment): string[] {
  const open = openFiles(environment)
  for (const path of open) chmodSync(path, modeOf(path) & ~OTHERS)
  return open
}

/** Windows has no such rights. A closed folder closes what is in it. */
function openFiles({ paths }: Environment): string[] {
  if (process.platform === "win32") return []
  const logins = loginsPath(paths.opencodeData)
  return [...(isOpen(paths.data) ? [paths.data, ...filesIn(paths.data)] : []), logins].filter(isOpen)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}

function isOpen(path: string): boolean {
  return (modeOf(path) & OTHERS) !== 0
}

/** 0 for what is not there. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777
}
