// opencode.json with Ralex's keys put in or taken out, every comment and every other byte kept.
import { isDeepStrictEqual } from "node:util"
import type { JSONPath } from "jsonc-parser"
import { appendEntry, insertKey, removeKey } from "./edit-json.ts"
import { failClosedKeys, valueAt } from "./fail-closed-keys.ts"
import {
  isOurPlugin,
  MARK,
  mergeOpencodeFiles,
  type OpencodeFile,
  parseOpencodeFile,
} from "./opencode-config.ts"

export interface Addition {
  text: string
  /** The person's own values that stand in the way and stay. */
  conflicts: string[]
}

const SCHEMA = "https://opencode.ai/config.json" // OpenCode itself writes this line when it is missing

/** Whose slashes begin no comment. */
const OPENCODE_SCHEMAS = /https:\/\/opencode\.ai\/(?:config|tui)\.json/

/**
 * @param target The file to edit, one of `files` or a new one.
 * @param pluginSpec What the plugin line shall name; undefined when there shall be none.
 */
export function addRalex(
  target: OpencodeFile,
  files: OpencodeFile[],
  pluginSpec: string | undefined,
): Addition {
  const merged = mergeOpencodeFiles(files)
  const conflicts: string[] = []
  let text = target.text.trim() === "" ? "{}\n" : target.text
  if (target.value.$schema === undefined) text = setKey(text, ["$schema"], SCHEMA)
  const plugins = merged.plugin
  if (plugins !== undefined && !Array.isArray(plugins)) conflicts.push("plugin")
  else if (pluginSpec !== undefined && !plugins?.some(isOurPlugin)) text = addPlugin(text, target, pluginSpec)
  for (const { path, value, holds } of failClosedKeys) {
    const found = valueAt(merged, path)
    // With the person's own model kept, a list without its provider would leave OpenCode without any model.
    if (path[0] === "enabled_providers" && conflicts.some((key) => /model$/.test(key))) continue
    if (found === undefined) text = setKey(text, path, value)
    else if (!holds(found)) conflicts.push(path.join("."))
  }
  return { text, conflicts }
}

/**
 * Takes out only what has the value that `init` writes.
 * @param original The same file before `init`, where that is known: what it said already stays.
 */
export function removeRalex(target: OpencodeFile, original?: OpencodeFile): string {
  const known = original?.value ?? {}
  const hadPlugin = Array.isArray(known.plugin) && known.plugin.some(isOurPlugin)
  let text = hadPlugin ? target.text : removePlugins(target, isOurPlugin, Array.isArray(known.plugin))
  for (const { path, value } of failClosedKeys) {
    const isOurs = isDeepStrictEqual(valueAt(target.value, path), value)
    if (isOurs && !isDeepStrictEqual(valueAt(known, path), value)) text = unset(text, path)
  }
  const { provider } = parseOpencodeFile(target.path, text).value
  const isLeft = isDeepStrictEqual(provider, {}) && known.provider === undefined
  return isLeft ? unset(text, ["provider"]) : text
}

/** Whether a file that `init` made holds nothing of the person's. */
export function isBare(text: string): boolean {
  const { $schema, ...rest } = parseOpencodeFile("", text).value
  return Object.keys(rest).length === 0 && !/\/[/*]/.test(text.replace(OPENCODE_SCHEMAS, ""))
}

/** @param text The target's, perhaps edited already. */
export function addPlugin(text: string, target: OpencodeFile, spec: string): string {
  const existing = target.value.plugin
  if (!Array.isArray(existing)) return setKey(text, ["plugin"], [spec])
  return edit(text, (body) => appendEntry(body, ["plugin"], spec))
}

/** @param keepList A list that is empty then stays, since it was there before. */
export function removePlugins(
  target: OpencodeFile,
  isOurs: (entry: unknown) => boolean,
  keepList = false,
): string {
  const existing = target.value.plugin
  if (!Array.isArray(existing)) return target.text
  const ours = existing.flatMap((entry, index) => (isOurs(entry) ? [index] : []))
  if (ours.length === existing.length && ours.length > 0 && !keepList) return unset(target.text, ["plugin"])
  return ours.reverse().reduce((text, index) => unset(text, ["plugin", index]), target.text)
}

export function setKey(text: string, path: string[], value: unknown): string {
  return edit(text, (body) => insertKey(body, path, value))
}

function edit(text: string, how: (body: string) => string): string {
  const mark = text.startsWith(MARK) ? MARK : ""
  return mark + how(text.slice(mark.length))
}

function unset(text: string, path: JSONPath): string {
  return edit(text, (body) => removeKey(body, path))
}
