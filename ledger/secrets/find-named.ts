// Values that only their name or place calls a secret, and that look as if chance had made them. Never certain. Pure.
import { namedSecrets } from "../secret-shapes.ts"
import { looksReal } from "./looks-real.ts"
import { joined, type Stretch } from "./near-marks.ts"

/** The entropy is gitleaks' own for a value that only its name speaks for. */
const LEAST = { entropy: 3.5, digits: 2 }
const VALUE = /[\w+/=.~-]{16,200}/g
/** What a name and the signs after it may take. */
const NAME = 120

const patterns = namedSecrets.map(({ pattern }) => new RegExp(pattern.source, "gi"))

export function findNamed(text: string): Stretch[] {
  const near = [...text.matchAll(VALUE)]
    .filter(([value]) => isRandom(value))
    .map(({ index, 0: { length } }) => ({ from: Math.max(0, index - NAME), to: index + length }))
  return joined(near).flatMap(({ from, to }) => {
    const stretch = text.slice(from, to)
    return patterns.flatMap((pattern) =>
      [...stretch.matchAll(pattern)].flatMap((match) => randomValueOf(match, from)),
    )
  })
}

function randomValueOf(match: RegExpMatchArray, from: number): Stretch[] {
  const [whole, name = ""] = match
  const [, quotes = "", value = ""] = /^([\\"'\s]*)([\w+/=.~:-]*)/.exec(whole.slice(name.length)) ?? []
  if (!isRandom(value)) return []
  const at = from + (match.index ?? 0) + name.length + quotes.length
  return [{ from: at, to: at + value.length }]
}

function isRandom(value: string): boolean {
  return looksReal(value, LEAST)
}
