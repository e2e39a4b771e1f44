// Puts one key, or one entry of a list, into JSON with comments or takes it out; every other byte stays. jsonc-parser's own
// edits format the lines around them anew, which damages comments of several lines, and its removal takes comments along.
import { createScanner, findNodeAtLocation, type JSONPath, type Node, parseTree } from "jsonc-parser"
import { UsageError } from "../usage-error.ts"

interface Span {
  start: number
  end: number
}

/** Text without a byte order mark, as it is written. */
interface Look {
  text: string
  /** Of one level. */
  indent: string
  eol: string
}

const tree = (text: string) => parseTree(text, [], { allowTrailingComma: true })

/**
 * @param text Without a byte order mark; there is nothing at `path` yet.
 * @throws {UsageError} where something else than an object is on the way.
 */
export function insertKey(text: string, path: string[], value: unknown): string {
  const root = tree(text)
  const depth = path.findIndex((_, index) => !root || !findNodeAtLocation(root, path.slice(0, index + 1)))
  const above = path.slice(0, depth)
  const parent = root && findNodeAtLocation(root, above)
  if (parent?.type !== "object")
    throw new UsageError(`${above.join(".")} must be an object; mend the file, then run the command again.`)
  const inner = path.slice(depth + 1).reduceRight<unknown>((held, key) => ({ [key]: held }), value)
  return insert(lookOf(text), parent, inner, JSON.stringify(path[depth]))
}

/** @param path Of a list. */
export function appendEntry(text: string, path: string[], value: unknown): string {
  const root = tree(text)
  const list = root && findNodeAtLocation(root, path)
  return list?.type === "array" ? insert(lookOf(text), list, value) : text
}

/** @param text Without a byte order mark. A path that is not there changes nothing. */
export function removeKey(text: string, path: JSONPath): string {
  const root = tree(text)
  const value = root && findNodeAtLocation(root, path)
  const node = value?.parent?.type === "property" ? value.parent : value
  if (!node?.parent) return text
  return spansToRemove(text, node)
    .map((span) => widened(text, span))
    .toSorted((one, other) => other.start - one.start)
    .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text)
}

/** The file's own indentation and line ends. */
function lookOf(text: string): Look {
  const indents = [...text.matchAll(/^([ \t]+)"/gm)].map(([, blanks = ""]) => blanks)
  const indent = indents.reduce<string | undefined>(
    (least, blanks) => (least === undefined || blanks.length < least.length ? blanks : least),
    undefined,
  )
  return { text, indent: indent ?? "  ", eol: text.includes("\r\n") ? "\r\n" : "\n" }
}

function insert(look: Look, parent: Node, value: unknown, key?: string): string {
  const { text, indent, eol } = look
  const last = parent.children?.at(-1)
  const comma = last && commaAfter(text, last)
  const place = afterComments(text, comma?.end ?? (last ? endOf(last) : parent.offset + 1))
  const name = key === undefined ? "" : `${key}: `
  const line = eol + indent.repeat(depthOf(parent) + 1)
  const entry = isInline(text, parent)
    ? `${last ? " " : ""}${name}${JSON.stringify(value)}`
    : line + name + JSON.stringify(value, null, indent).replaceAll("\n", line)
  const closes = entry.startsWith(eol) && !text.slice(place, endOf(parent) - 1).includes("\n")
  const closing = closes ? eol + indent.repeat(depthOf(parent)) : ""
  const before =
    last && !comma ? `${text.slice(0, endOf(last))},${text.slice(endOf(last), place)}` : text.slice(0, place)
  return before + entry + closing + text.slice(place)
}

/** Behind the comments that stand on the same line. */
function afterComments(text: string, from: number): number {
  const scanner = createScanner(text)
  scanner.setPosition(from)
  let place = from
  for (;;) {
    scanner.scan()
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength())
    if (/^\/[/*]/.test(token)) place = scanner.getTokenOffset() + scanner.getTokenLength()
    else if (!/^[ \t]+$/.test(token)) return place
  }
}

/** Whether its entries stand on one line; an empty one does as what is around it. */
function isInline(text: string, node: Node): boolean {
  if ((node.children ?? []).length > 0) return !text.slice(node.offset, endOf(node)).includes("\n")
  const container = containerOf(node)
  return container !== undefined && isInline(text, container)
}

function containerOf({ parent }: Node): Node | undefined {
  return parent?.type === "property" ? parent.parent : parent
}

function depthOf(node: Node): number {
  const container = containerOf(node)
  return container ? depthOf(container) + 1 : 0
}

function endOf({ offset, length }: Node): number {
  return offset + length
}

function spansToRemove(text: string, node: Node): Span[] {
  const own = { start: node.offset, end: endOf(node) }
  const after = commaAfter(text, node)
  const comma = after ?? commaBefore(text, node)
  if (comma === undefined) return [own]
  const isNext = after !== undefined && text.slice(own.end, after.start).trim() === ""
  return isNext ? [{ start: own.start, end: after.end }] : [own, comma]
}

/** The last entry has the one before it go, so that no comma is left over. */
function commaBefore(text: string, node: Node): Span | undefined {
  const siblings = node.parent?.children ?? []
  const previous = siblings[siblings.indexOf(node) - 1]
  return previous && commaAfter(text, previous)
}

/** The comma that comes next, but for blanks and comments. */
function commaAfter(text: string, node: Node): Span | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(endOf(node))
  scanner.scan()
  const start = scanner.getTokenOffset()
  return text[start] === "," ? { start, end: start + 1 } : undefined
}

/** With the whole line where nothing else stands on it, else with the blanks before. */
function widened(text: string, { start, end }: Span): Span {
  const before = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start))
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))
  if (before === null) return { start: text.slice(0, start).trimEnd().length, end }
  if (after === null) return { start, end }
  return { start: start - (before[1]?.length ?? 0), end: end + after[0].length }
}
