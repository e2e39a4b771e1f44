// The words of an ask as the classifier sees them: what is no plain word (a path, a flag, an identifier) is only its kind.
import { withoutBlanks } from "./concepts.ts"
import { type WordFacts, wordFacts } from "./word-facts.ts"

export const WORD_KINDS = ["word", "identifier", "path", "flag", "url", "number", "caps", "quote"] as const
export type WordKind = (typeof WORD_KINDS)[number]

export interface Word {
  kind: WordKind
  facts: WordFacts
  /** Begins a sentence or a line. */
  first: boolean
}

export interface ReadWords {
  words: Word[]
  quotedChars: number
}

/** A quotation of several words is pasted, whoever's words they are. */
const QUOTATION = /["“„«]([^"“”„«»\n]{1,600})["”“»]/g
const WORDS_OF_QUOTATION = 4
const QUOTED_MARK = 1
const QUOTED = ` ${String.fromCharCode(QUOTED_MARK)} `

const bare = (hash: number): WordFacts => ({
  hash,
  parts: [],
  concepts: [],
  efforts: [],
  says: true,
  length: 1,
  ignored: false,
})

/** What is known of a chunk of which only the kind counts. */
const NO_FACTS: Record<WordKind, WordFacts> = {
  word: bare(1),
  identifier: bare(2),
  path: bare(3),
  flag: bare(4),
  url: bare(5),
  number: bare(6),
  caps: bare(7),
  quote: bare(8),
}

export function readWords(said: string): ReadWords {
  let quotedChars = 0
  const text = /["“„«]/.test(said)
    ? said.replace(QUOTATION, (whole, inner: string) => {
        if (inner.split(" ").length < WORDS_OF_QUOTATION) return whole
        quotedChars += inner.length
        return QUOTED
      })
    : said
  return { words: new Reader(text).read(), quotedChars }
}

const [BLANK, OPENING, CLOSING, ENDING, LOWER, UPPER, DIGIT, SLASH, DOT, CODE] = [
  1, 2, 4, 8, 16, 32, 64, 128, 256, 512,
]

/** What the ASCII characters are, as sums of the above. */
const SIGNS = new Uint16Array(128)
const mark = (characters: string, sign: number) => {
  for (const character of characters)
    SIGNS[character.charCodeAt(0)] = (SIGNS[character.charCodeAt(0)] ?? 0) | sign
}
for (let code = 0; code <= 32; code += 1) if (code !== QUOTED_MARK) SIGNS[code] = BLANK
mark("([{<*\"'`_#~@", OPENING)
mark(")]}>*\"'`_.,;:!?~", CLOSING)
mark(".!?:", ENDING)
mark("abcdefghijklmnopqrstuvwxyz", LOWER)
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER)
mark("0123456789", DIGIT)
mark("/\\", SLASH)
mark(".", DOT)
mark("_(={[<", CODE)

const BEYOND_ASCII: Record<string, number> = {
  "\u00a0": BLANK,
  "\u3000": BLANK,
  "…": CLOSING,
  "。": CLOSING | ENDING,
  "！": CLOSING | ENDING,
  "？": CLOSING | ENDING,
  "：": CLOSING | ENDING,
  "；": CLOSING | ENDING,
  "，": CLOSING,
  "、": CLOSING,
  "）": CLOSING,
  "」": CLOSING,
  "』": CLOSING,
  "”": CLOSING | OPENING,
  "’": CLOSING | OPENING,
  "»": CLOSING | OPENING,
  "“": CLOSING | OPENING,
  "„": OPENING,
  "«": OPENING | CLOSING,
  "‘": OPENING,
  "¿": OPENING,
  "¡": OPENING,
  "（": OPENING,
  "「": OPENING,
  "『": OPENING,
}

function signsOf(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code < 128) return SIGNS[code] ?? 0
  if (code === 0xa0 || code === 0xbf || code === 0xa1 || code === 0xab || code === 0xbb)
    return BEYOND_ASCII[text.charAt(at)] ?? 0
  return (code >= 0x2000 && code < 0x3040) || code >= 0xff00 ? (BEYOND_ASCII[text.charAt(at)] ?? 0) : 0
}

/** Goes through a text once, chunk by chunk between blanks. */
class Reader {
  private readonly words: Word[] = []
  private first = true
  private inCode = false
  /** In an ask that is shouted, capitals say nothing. */
  private readonly shouted: boolean

  constructor(private readonly text: string) {
    this.shouted = !/[a-z]/.test(text)
  }

  read(): Word[] {
    const { text } = this
    let at = 0
    while (at < text.length) {
      if (signsOf(text, at) & BLANK) {
        if (text.charCodeAt(at) === 10) this.first = true
        at += 1
        continue
      }
      const from = at
      while (at < text.length && !(signsOf(text, at) & BLANK)) at += 1
      this.chunk(from, at)
    }
    return this.words
  }

  private chunk(start: number, end: number): void {
    const { text } = this
    if (text.charCodeAt(start) === QUOTED_MARK) {
      this.push("quote", NO_FACTS.quote)
      return
    }
    let from = start
    let to = end
    let ends = false
    while (from < to && signsOf(text, from) & OPENING) from += 1
    while (to > from && signsOf(text, to - 1) & CLOSING) {
      to -= 1
      if (signsOf(text, to) & ENDING) ends = true
    }
    const ticks = this.ticks(start, from) + this.ticks(to, end)
    if (from < to) this.core(from, to, this.inCode || ticks > 0, text.charCodeAt(start) === 64)
    if (ticks % 2 === 1) this.inCode = !this.inCode
    if (ends) this.first = true
  }

  private ticks(from: number, to: number): number {
    let ticks = 0
    for (let at = from; at < to; at += 1) if (this.text.charCodeAt(at) === 96) ticks += 1
    return ticks
  }

  private core(from: number, to: number, inCode: boolean, mention: boolean): void {
    const plain = kindOf(this.text, from, to)
    const kind = inCode ? "identifier" : mention ? "path" : plain === "caps" && this.shouted ? "word" : plain
    if (kind === "runs") this.runs(this.text.slice(from, to).toLowerCase())
    else if (kind === "word") {
      const facts = wordFacts(this.text, from, to)
      if (!facts.ignored) this.push("word", facts)
    } else this.push(kind, NO_FACTS[kind])
  }

  private push(kind: WordKind, facts: WordFacts): void {
    this.words.push({ kind, facts, first: this.first })
    this.first = false
  }

  /** Text in scripts without blanks, cut at its punctuation and where another script begins. */
  private runs(core: string): void {
    for (const part of core.split(/[，。！？；：、,.!?;:（）()「」『』]+/)) {
      for (const [run = ""] of part.matchAll(RUNS)) this.push("word", wordFacts(run, 0, run.length))
      this.first = true
    }
    this.first = false
  }
}

const RUNS = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g

/** What the characters between two places are: one pass and no pattern, since this runs for every word. */
function kindOf(text: string, from: number, to: number): WordKind | "runs" {
  let all = 0
  let camel = false
  let uppers = 0
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 127) {
      if (withoutBlanks(code)) return "runs"
      all |= LOWER
      continue
    }
    const signs = SIGNS[code] ?? 0
    if (signs & UPPER) {
      if (all & LOWER) camel = true
      uppers += 1
    }
    all |= signs
  }
  const dashes = text.charCodeAt(from) === 45
  if (!(all & (LOWER | UPPER))) return "number"
  if (
    text.startsWith("http", from) &&
    text.startsWith("://", from + (text.charCodeAt(from + 4) === 115 ? 5 : 4))
  )
    return "url"
  if (dashes && (text.charCodeAt(from + 1) === 45 || to - from === 2)) return "flag"
  if (all & SLASH) return "path"
  if (all & CODE || camel || (all & DOT && isExtension(text, to))) return "identifier"
  return uppers >= 2 && !(all & LOWER) ? "caps" : "word"
}

/** Whether what ends here ends like `name.ext`. */
function isExtension(text: string, to: number): boolean {
  for (let at = to - 1; at >= to - 6 && at > 0; at -= 1) if (text.charCodeAt(at) === 46) return at < to - 1
  return false
}
