// Private keys in PEM, in any dress that tools give their lines: numbered, quoted, as a diff, with \n for the line's end.
// Only the words BEGIN PRIVATE KEY, without a key after them, are ordinary text. Pure.
import type { Stretch } from "./near-marks.ts"

const BEGIN = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/

/** RSA of 16,384 bits has 13,000 characters, and each line some more of dress. */
const MOST = 30_000
/** A line of a key begins with so many, but perhaps its last one. */
const LINE = /[A-Za-z0-9+/]{40}/
const REST = /[A-Za-z0-9+/]*={0,2}/y
const LEAST = 100
/** Between two lines of a key; its headers, and its last line, are longer than numbers and quotes. */
const GAP = 200

export function findPrivateKeys(text: string): Stretch[] {
  if (!text.includes("PRIVATE KEY")) return []
  return [...text.matchAll(BEGIN)].flatMap(({ index, 0: { length } }) => {
    const to = endOfKey(text, index + length)
    return to === undefined ? [] : [{ from: index, to }]
  })
}

/** @returns where the key that begins there ends, its last words included if they are there. */
function endOfKey(text: string, begin: number): number | undefined {
  let end = begin
  let characters = 0
  while (end - begin < MOST) {
    const near = text.slice(end, end + GAP)
    const line = LINE.exec(near)
    if (!line || END.test(near.slice(0, line.index))) break
    REST.lastIndex = end + line.index
    REST.exec(text)
    characters += REST.lastIndex - end - line.index
    end = REST.lastIndex
  }
  if (characters < LEAST) return undefined
  const words = END.exec(text.slice(end, end + GAP))
  return words ? end + words.index + words[0].length : end
}
