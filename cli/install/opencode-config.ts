// OpenCode's configuration files, a project's and the person's own, as OpenCode merges them, with comments allowed.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser"
import { UsageError } from "../usage-error.ts"
import { readProjectFile } from "./project-file.ts"

export interface OpencodeFile {
  path: string
  text: string
  value: Record<string, unknown>
}

// Lowest precedence first, as OpenCode 1.18 merges them.
const globalNames = ["config.json", "opencode.json", "opencode.jsonc"]
const paths = ["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"]

/** @throws {UsageError} for a file that is not JSON with comments. */
export function readOpencodeFiles(project: string): OpencodeFile[] {
  return paths.flatMap((path) => {
    const bytes = readProjectFile(project, path)
    return bytes === undefined ? [] : [parseOpencodeFile(path, decode(path, bytes))]
  })
}

/**
 * The person's own files, which may well be links into a dotfiles folder.
 * @param folder OpenCode's own configuration folder.
 * @throws {UsageError} for a file that is not JSON with comments.
 */
export function readGlobalOpencodeFiles(folder: string): OpencodeFile[] {
  return globalNames
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => parseOpencodeFile(path, readFileSync(path, "utf8")))
}

/** @throws {UsageError} for what is no UTF-8: written back, it would not be what it was. */
export function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new UsageError(`${path} is not UTF-8; save it as that, then run the command again.`)
  }
}

export function parseOpencodeFile(path: string, text: string): OpencodeFile {
  const errors: ParseError[] = []
  const value: unknown =
    text.trim() === "" ? {} : parse(text.replace(MARK, " "), errors, { allowTrailingComma: true })
  const first = errors[0]
  if (first) {
    const line = text.slice(0, first.offset).split("\n").length
    throw new UsageError(
      `${path}:${line}: this is not JSON (${printParseErrorCode(first.error)}); mend the file, then run the command again.`,
    )
  }
  if (!isObject(value))
    throw new UsageError(`${path} must hold a JSON object; mend the file, then run the command again.`)
  return { path, text, value }
}

/** What some editors of Windows begin a file with; it is no JSON. */
export const MARK = "\uFEFF"

/** Objects merge, the higher file wins; plugin lists are joined. */
export function mergeOpencodeFiles(files: OpencodeFile[]): Record<string, unknown> {
  const merged = files.map((file) => file.value).reduce(merge, {})
  const plugins = files.flatMap((file) => (Array.isArray(file.value.plugin) ? file.value.plugin : []))
  return plugins.length > 0 ? { ...merged, plugin: plugins } : merged
}

/** Whether an entry of `plugin`, "name@1", "./path", a file URL, or one of these with options, names Ralex. */
export function isOurPlugin(entry: unknown): boolean {
  const spec: unknown = Array.isArray(entry) ? entry[0] : entry
  if (typeof spec !== "string") return false
  if (/^opencode-ralex(@|$)|\/opencode-ralex\/?$|\/ralex\.js$/.test(spec)) return true
  return spec.startsWith("file://") && spec.endsWith("/plugin/index.ts") && isOurCheckout(spec)
}

/** Whether OpenCode, as configured, would leave Ralex's provider out. */
export function disablesRalex({ disabled_providers: disabled }: Record<string, unknown>): boolean {
  return Array.isArray(disabled) && disabled.includes("ralex")
}

/** Whether a file URL leads into a checkout of Ralex. @param up From the file's folder to the checkout's. */
export function isOurCheckout(url: string, up = ".."): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL(`${up}/package.json`, url), "utf8"))
    return isObject(manifest) && manifest.name === "opencode-ralex"
  } catch {
    return false
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function merge(low: Record<string, unknown>, high: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(high).map(([key, value]) => {
    const below = low[key]
    return [key, isObject(below) && isObject(value) ? merge(below, value) : value]
  })
  return { ...low, ...Object.fromEntries(entries) }
}
