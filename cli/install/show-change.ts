// A change as a person reads it before saying yes: JSON by its keys, other text by its lines, a large file by its size.

import { isDeepStrictEqual } from "node:util"
import { printable } from "../../ledger/index.ts"
import { lineDiff } from "./line-diff.ts"
import { isObject, parseOpencodeFile } from "./opencode-config.ts"
import type { Change } from "./project-file.ts"

const LARGEST = 64_000 // bytes; what is larger (the one-file plugin) is named by its size only

export function showChange(change: Change): string {
  const { path, before, after } = change
  const title = before === undefined ? "new file" : after === undefined ? "deleted" : "changed"
  const size = Math.max(before?.byteLength ?? 0, after?.byteLength ?? 0)
  if (size > LARGEST) return `${path} (${title}): ${size} bytes\n`
  const isJson = /\.jsonc?$/.test(path)
  const lines = isJson ? keyDiff(change) : lineDiff(before, after)
  const kept = isJson && title === "changed" ? "; comments and all else stay as they are" : ""
  return `${[`${path} (${title}${kept})`, ...lines].map(printable).join("\n")}\n`
}

/** One line a key that comes or goes, such as `+ model: "ralex/auto"`. */
function keyDiff({ path, before, after }: Change): string[] {
  const read = (bytes: Buffer | undefined) =>
    bytes === undefined ? {} : parseOpencodeFile(path, bytes.toString("utf8")).value
  return differences(read(before), read(after), [])
}

type Values = Record<string, unknown>

function differences(before: Values, after: Values, above: string[]): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => {
    const [old, now] = [before[key], after[key]]
    if (isDeepStrictEqual(old, now)) return []
    const path = [...above, key]
    if (isObject(old) && isObject(now)) return differences(old, now, path)
    const line = (mark: string, value: unknown) =>
      value === undefined ? [] : [`${mark} ${path.map(quoteOdd).join(".")}: ${JSON.stringify(value)}`]
    return [...line("-", old), ...line("+", now)]
  })
}

/** A line end in a key must not forge a line. */
function quoteOdd(key: string): string {
  return /^[\w$-]+$/.test(key) ? key : JSON.stringify(key)
}
