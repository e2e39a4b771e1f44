// The texts in a program's code: its string literals, those written in several pieces or encoded included.
import { UNKNOWN } from "../execution.ts"
import { decodeText } from "./decode-text.ts"
import { unescapeText } from "./unescape-text.ts"

export const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/gs
/** Between two pieces of one text: `"a"+"b"`, `"a".."b"`, `"a".concat("b")`. */
const JOIN = /^\s*(?:[+.]|\.\.|\.concat\()?\s*$/
/** Between two names of one path. */
const PATH_JOIN = /^\s*\)?\s*\/\s*$/
/** Between a text with a gap and what fills it. */
const FILLING = /^\s*(?:%\s*\(?|\.format\()\s*$/
const GAP = /%[sr]|\{[\d\w]{0,20}\}/
/** What joins the texts in its brackets. */
const JOINER = /\b(join|resolve|paste0?|Path|Join)\(\s*$/
const EMBEDDED = /[$#]\{([^{}]*)\}/g

export function literalsOf(code: string): string[] {
  const whole: string[] = []
  let run: string[] = []
  let joined = ""
  let end = 0
  let joiner: string | undefined
  const finish = () => whole.push(...(run.length > 1 ? [joined, ...run.filter(isNoBeginning)] : run))
  for (const found of code.matchAll(LITERAL)) {
    const text = textOf(found)
    const together = run.length > 0 ? fit(joined, code.slice(end, found.index), text, joiner) : undefined
    if (together === undefined) {
      finish()
      run = []
      joiner = code.slice(Math.max(0, found.index - 20), found.index).match(JOINER)?.[1]
    }
    joined = together ?? text
    run.push(text)
    end = found.index + found[0].length
  }
  finish()
  whole.push(...embeddedIn(code))
  return [...whole, ...decodedFrom(code, whole)]
}

/** `"/home/me" + "/x"` is not about /home/me. */
function isNoBeginning(piece: string, index: number): boolean {
  return index > 0 || !/^\/./.test(piece)
}

/** @returns Two texts as the one that the code between them makes; undefined where it makes none. */
function fit(before: string, between: string, text: string, joiner: string | undefined): string | undefined {
  if (JOIN.test(between)) return before + text
  if (PATH_JOIN.test(between)) return `${before}/${text}`
  if (FILLING.test(between)) return GAP.test(before) ? before.replace(GAP, () => text) : undefined
  if (joiner === undefined || !/^\s*,\s*$/.test(between)) return undefined
  return before + (joiner === "paste" ? " " : joiner === "paste0" ? "" : "/") + text
}

function textOf(found: RegExpMatchArray): string {
  const text = found[1] ?? found[2] ?? found[3] ?? ""
  return unescapeText(text).replace(/\$\{[^}]*\}/g, UNKNOWN)
}

/** Texts inside the code that a text embeds. */
function embeddedIn(code: string): string[] {
  return [...code.matchAll(EMBEDDED)].flatMap(([, inner = ""]) => [...inner.matchAll(LITERAL)].map(textOf))
}

function decodedFrom(code: string, texts: readonly string[]): string[] {
  const decode = (encoding: "base64" | "hex") => texts.flatMap((text) => decodeText(text, encoding) ?? [])
  return [
    ...(/b(ase)?64|atob/i.test(code) ? decode("base64") : []),
    ...(/hex|pack/i.test(code) ? decode("hex") : []),
  ]
}
