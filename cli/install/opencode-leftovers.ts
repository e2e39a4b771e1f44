// What OpenCode itself puts into a folder `.opencode` once there is one: its plugin library and its .gitignore.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isObject } from "./opencode-config.ts"

const installed = ["node_modules", "package.json", "package-lock.json", "bun.lock"]

// As OpenCode 1.18 writes it.
const ignored = ["node_modules", "package.json", "package-lock.json", "bun.lock", ".gitignore"]

/**
 * Names in `.opencode` that OpenCode made and that were not there before.
 * @param present What is there now.
 * @param before What was there before `init`; null when there was no such folder.
 */
export function opencodeLeftovers(folder: string, present: string[], before: string[] | null): string[] {
  const fresh = present.filter((name) => !before?.includes(name))
  const libraries = onlyOpencodeLibrary(join(folder, "package.json")) ? installed : []
  const ignore = isOpencodeIgnore(join(folder, ".gitignore")) ? [".gitignore"] : []
  return fresh.filter((name) => [...libraries, ...ignore].includes(name))
}

/** A package.json with more in it than OpenCode's own library is the person's. */
function onlyOpencodeLibrary(path: string): boolean {
  const text = readIfThere(path)
  if (text === undefined) return true
  try {
    const manifest: unknown = JSON.parse(text)
    if (!isObject(manifest)) return false
    const { dependencies, ...rest } = manifest
    const names = Object.keys(isObject(dependencies) ? dependencies : {})
    return Object.keys(rest).length === 0 && names.every((name) => name === "@opencode-ai/plugin")
  } catch {
    return false
  }
}

function isOpencodeIgnore(path: string): boolean {
  const lines = (readIfThere(path) ?? "").split("\n").filter((line) => line.trim() !== "")
  return lines.length > 0 && lines.every((line) => ignored.includes(line.trim()))
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
