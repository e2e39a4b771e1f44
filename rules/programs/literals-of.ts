// The texts in a program's code: its string literals, those written in several pieces or encoded included.
import { UNKNOWN } from "../execution.ts"
import { decodeText } from "./decode-text.ts"
import { unescapeText } from "./unescape-text.ts"

const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/gs
/** Between two pieces of one text. */
const JOIN = /^\s*[+.]?\s*$/
const EMBEDDED = /[$#]\{([^{}]*)\}/g

export function literalsOf(code: string): string[] {
  const whole: string[] = []
  let run: string[] = []
  let end = 0
  for (const found of code.matchAll(LITERAL)) {
    const text = textOf(found)
    if (run.length > 0 && !JOIN.test(code.slice(end, found.index))) {
      whole.push(...piecesOf(run))
      run = []
    }
    run.push(text)
    end = found.index + found[0].length
  }
  whole.push(...piecesOf(run), ...embeddedIn(code))
  return [...whole, ...decodedFrom(code, whole)]
}

function piecesOf(run: readonly string[]): string[] {
  return run.length > 1 ? [run.join(""), ...run] : [...run]
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
