// Parts what a person says from what they paste: code, logs, traces, diffs, quotes. Pasted text is measured, never read.

export const PASTED_KINDS = ["code", "log", "trace", "diff", "data", "quote"] as const
export type PastedKind = (typeof PASTED_KINDS)[number]

export interface SplitAsk {
  /** The person's own words, one paragraph or list item a line; the middle of a very long text is left out. */
  said: string
  /** Characters pasted, by kind. */
  pasted: Record<PastedKind, number>
  /** Characters of the person's own in that middle. */
  leftOut: number
  /** Lines of the person's own that are items of a list. */
  listItems: number
}

interface Block {
  kind: PastedKind
  ends: (line: string) => boolean
}

/** Nothing beyond this much of an ask is looked at. */
const LOOKED_AT = 1_000_000
/** Of a line no more is looked at, so that a line without an end costs no more than many short ones. */
const LINE_LOOKED_AT = 2_000
/** Of the person's own words so much is read at the start, and so much at the end: "… fix this" may come last. */
const READ = { head: 650, tail: 300 }
/** After so many tags without an end no further one is looked for. */
const MISSING_AT_MOST = 20

/** Splits an ask in one pass over its lines. */
export function splitAsk(ask: string): SplitAsk {
  const pasted: Record<PastedKind, number> = { code: 0, log: 0, trace: 0, diff: 0, data: 0, quote: 0 }
  const said = new Said()
  let block: Block | undefined
  const closings = new Closings(ask.slice(0, LOOKED_AT))
  let listItems = 0
  const end = Math.min(ask.length, LOOKED_AT)
  for (let from = 0; from < end; ) {
    const newline = ask.indexOf("\n", from)
    const to = newline === -1 || newline > end ? end : newline
    const line = ask.slice(from, Math.min(to, from + LINE_LOOKED_AT))
    const kind = block ? block.kind : kindOf(line)
    if (kind) pasted[kind] += to - from
    else {
      said.add(line)
      if (LIST_ITEM.test(line)) listItems += 1
    }
    if (!block) block = opens(line, (close) => closings.has(close, to))
    else if (block.ends(line)) block = undefined
    from = to + 1
  }
  return { said: said.text(), leftOut: said.leftOut, pasted, listItems }
}

/** Keeps the beginning and the end of what is added. */
class Said {
  leftOut = 0
  private head = ""
  private tail = ""

  add(line: string): void {
    const room = Math.max(0, READ.head - this.head.length)
    if (room > 0) this.head += line.length < room ? `${line}\n` : line.slice(0, room)
    if (line.length < room) return
    const all = `${this.tail}${line.slice(room)}\n`
    this.leftOut += Math.max(0, all.length - READ.tail)
    this.tail = all.slice(-READ.tail)
  }

  text(): string {
    return this.leftOut > 0 ? `${this.head}\n${this.tail}` : this.head + this.tail
  }
}

const LIST_ITEM = /^\s{0,6}(?:[-*•]|\d{1,2}[.)])\s/
const FENCE = /^\s{0,3}(?:```|~~~)/
const OPEN_TAG = /^\s{0,3}<([a-z][\w-]{1,40})(?:\s[^<>]{0,200})?>\s*$/i

/** Knows which closing tags are still to come, without reading the ask again and again for those that never do. */
class Closings {
  private readonly missing = new Set<string>()

  constructor(private readonly ask: string) {}

  has(close: string, from: number): boolean {
    if (this.missing.size >= MISSING_AT_MOST || this.missing.has(close)) return false
    if (this.ask.indexOf(close, from) !== -1) return true
    this.missing.add(close)
    return false
  }
}

/** A block that begins on this line and lasts until another says that it ends. */
function opens(line: string, closes: (tag: string) => boolean): Block | undefined {
  if (!OPENS_WITH.has(firstOf(line))) return undefined
  const fence = FENCE.exec(line)?.[0].trim()
  if (fence) {
    const kind = /^\s{0,3}...\s?diff\b/i.test(line) ? "diff" : "code"
    return { kind, ends: (later) => later.trimStart().startsWith(fence) }
  }
  const tag = OPEN_TAG.exec(line)?.[1]
  const close = `</${tag}>`
  return tag !== undefined && closes(close)
    ? { kind: "data", ends: (later) => later.includes(close) }
    : undefined
}

const QUOTE = /^\s{0,3}(?:>|│|┃|\|\s)/
const TRACE =
  /^(?:at\s\S.{0,300}[:(]\d|File "[^"]{1,300}", line \d|Traceback \(most|Caused by: |goroutine \d|panicked at |#\d+\s{1,4}0x|\^~*$)/
const NAMED_ERROR = /^(?:\w{1,60}\.){0,8}\w{0,60}(?:Error|Exception|Panic|Warning)(?::\s|$)/
const DIFF = /^(?:@@ |diff --git |index [0-9a-f]{6,}|[-+]{3} [ab]?\/|[+-](?![\s-])\S)/
const LOG =
  /^(?:\[?\d{4}-\d\d-\d\d[T\s]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b\]?[:\s]|\[\d\d\/\d\d\/\d\d|[\w.-]{1,40}@[\w.-]{1,40}[:~]|\$ \S|(?:=== |--- |✓|✔|✗|✘)\s?\S|(?:PASS|FAIL)(?:ED)?[:\s]\s?\S|ok(?: \d+ - |\s\s+\S)|npm (?:ERR|WARN)|error(?:\[\w+\])?: |warning: )/
const DATA = /^(?:[{}[\]],?$|"[\w$-]{1,60}"\s*:|<\/?[a-z][^<>]{0,200}>|[\w-]{1,40},[\w-]{1,40},[\w-]{1,40})/i
const CODE =
  /(?:[{;]$|^(?:[)}\]]+[;,)]*$|import\s[\w{*].{0,200}\sfrom\s|#include\s|def\s\w+\(|func\s\w+\(|fn\s\w+[(<]|(?:export\s)?(?:const|let|var|function|class)\s\w+\s?[=({:]|return\s.{0,200};|\/\/\s|#!\/|@\w+\())/
const INDENTED = /^(?:\t| {4,})\S/

/** With which characters, blanks left aside, the above can begin: most lines need no pattern at all. */
const OPENS_WITH = codesOf("`~<")
const QUOTES_WITH = codesOf(">│┃|")
const DIFFS_WITH = codesOf("@di+-")

function codesOf(characters: string): Set<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)))
}

function firstOf(line: string): number {
  let at = 0
  while (line.charCodeAt(at) === 32) at += 1
  return line.charCodeAt(at)
}

/** What a line by itself was pasted from; undefined for a line that a person would write. */
function kindOf(line: string): PastedKind | undefined {
  if (line.length < 2) return undefined
  const first = firstOf(line)
  if (OPENS_WITH.has(first) && FENCE.test(line)) return "code"
  if (QUOTES_WITH.has(first) && QUOTE.test(line)) return "quote"
  const text = line.trim()
  if (TRACE.test(text) || NAMED_ERROR.test(line)) return "trace"
  if (LOG.test(text)) return "log"
  if (DIFFS_WITH.has(first) && DIFF.test(line)) return "diff"
  if (DATA.test(text) || (OPENS_WITH.has(first) && OPEN_TAG.test(line))) return "data"
  if (CODE.test(text)) return "code"
  return INDENTED.test(line) && !LIST_ITEM.test(line) ? "code" : undefined
}
