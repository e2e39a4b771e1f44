// opencode.json with Ralex's keys put in or taken out, every comment and every other byte kept.
import { isDeepStrictEqual } from "node:util"
import { applyEdits, type FormattingOptions, type JSONPath, modify } from "jsonc-parser"
import { failClosedKeys, valueAt } from "./fail-closed-keys.ts"
import { isOurPlugin, mergeOpencodeFiles, type OpencodeFile, parseOpencodeFile } from "./opencode-config.ts"

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

/** Takes out only what has the value that `init` writes. */
export function removeRalex(target: OpencodeFile): string {
  let text = removePlugins(target, isOurPlugin)
  for (const { path, value } of failClosedKeys) {
    if (isDeepStrictEqual(valueAt(target.value, path), value)) text = setKey(text, path, undefined)
  }
  const provider = parseOpencodeFile(target.path, text).value.provider
  return isDeepStrictEqual(provider, {}) ? setKey(text, ["provider"], undefined) : text
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
  return applyEdits(
    text,
    modify(text, ["plugin", existing.length], spec, {
      formattingOptions: styleOf(text),
      isArrayInsertion: true,
    }),
  )
}

export function removePlugins(target: OpencodeFile, isOurs: (entry: unknown) => boolean): string {
  const existing = target.value.plugin
  if (!Array.isArray(existing)) return target.text
  const ours = existing.flatMap((entry, index) => (isOurs(entry) ? [index] : []))
  if (ours.length === existing.length && ours.length > 0) return setKey(target.text, ["plugin"], undefined)
  return ours.reverse().reduce((text, index) => setKey(text, ["plugin", index], undefined), target.text)
}

export function setKey(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: styleOf(text) }))
}

/** The file's own indentation and line ends. */
function styleOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  "
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  }
}
