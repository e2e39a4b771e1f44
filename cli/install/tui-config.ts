// The configuration files of OpenCode's TUI, a project's and the person's own, and which of their entries is Ralex.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { decode, isOurCheckout, type OpencodeFile, parseOpencodeFile } from "./opencode-config.ts"
import { readProjectFile } from "./project-file.ts"

const globalNames = ["tui.json", "tui.jsonc"]
const paths = ["tui.json", "tui.jsonc", ".opencode/tui.json", ".opencode/tui.jsonc"]

/** @throws {UsageError} for a file that is not JSON with comments. */
export function readTuiFiles(project: string): OpencodeFile[] {
  return paths.flatMap((path) => {
    const bytes = readProjectFile(project, path)
    return bytes === undefined ? [] : [parseOpencodeFile(path, decode(path, bytes))]
  })
}

/**
 * @param folder OpenCode's own configuration folder.
 * @throws {UsageError} for a file that is not JSON with comments.
 */
export function readGlobalTuiFiles(folder: string): OpencodeFile[] {
  return globalNames
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => parseOpencodeFile(path, readFileSync(path, "utf8")))
}

export function namesTuiPlugin(files: OpencodeFile[]): boolean {
  return files.some(({ value }) => Array.isArray(value.plugin) && value.plugin.some(isOurTuiPlugin))
}

/** Whether an entry of `plugin` names Ralex: by the package, by the one file, or in a checkout. */
export function isOurTuiPlugin(entry: unknown): boolean {
  const spec: unknown = Array.isArray(entry) ? entry[0] : entry
  if (typeof spec !== "string") return false
  if (/^opencode-ralex(@|$)|\/opencode-ralex\/?$|\/ralex-tui\.js$/.test(spec)) return true
  return spec.startsWith("file://") && spec.endsWith("/plugin/tui/index.tsx") && isOurCheckout(spec, "../..")
}
