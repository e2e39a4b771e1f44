// Bash's brace expansion on the text of a word, quotes left in place: `{rm,-rf,/}` is three words.

/** More alternatives than this are not worth following one by one. */
const MAXIMUM_ALTERNATIVES = 256

/** In characters; expansion copies the word for every group it has. */
const MAXIMUM_LENGTH = 1_000

/** The word itself when there is nothing to expand; undefined when there would be too many words. */
export function expandBraces(text: string): string[] | undefined {
  if (text.length > MAXIMUM_LENGTH) return undefined
  const group = findGroup(text)
  if (!group) return [text]
  const expanded: string[] = []
  for (const alternative of group.alternatives) {
    const rest = expandBraces(text.slice(0, group.start) + alternative + text.slice(group.end))
    if (rest === undefined) return undefined
    expanded.push(...rest)
    if (expanded.length > MAXIMUM_ALTERNATIVES) return undefined
  }
  return expanded
}

interface Group {
  start: number
  end: number
  alternatives: string[]
}

function findGroup(text: string): Group | undefined {
  for (let start = 0; start < text.length; start++) {
    start = skipQuoted(text, start)
    if (text[start] !== "{" || text[start - 1] === "$") continue
    const group = readGroup(text, start)
    if (group) return group
  }
  return undefined
}

function readGroup(text: string, start: number): Group | undefined {
  const commas: number[] = []
  let depth = 0
  for (let index = start; index < text.length; index++) {
    index = skipQuoted(text, index)
    const character = text[index]
    if (character === "{") depth++
    else if (character === "," && depth === 1) commas.push(index)
    else if (character === "}" && --depth === 0) return groupOf(text, start, index, commas)
  }
  return undefined
}

function groupOf(text: string, start: number, close: number, commas: number[]): Group | undefined {
  const end = close + 1
  if (commas.length === 0) {
    const alternatives = range(text.slice(start + 1, close))
    return alternatives && { start, end, alternatives }
  }
  const edges = [start, ...commas, close]
  const alternatives = edges.slice(1).map((edge, index) => text.slice((edges[index] ?? 0) + 1, edge))
  return { start, end, alternatives }
}

function range(inner: string): string[] | undefined {
  const [, from, to] = inner.match(/^(-?\d+)\.\.(-?\d+)(?:\.\.-?\d+)?$/) ?? []
  if (from === undefined || to === undefined) return undefined
  const low = Math.min(Number(from), Number(to))
  const count = Math.min(Math.abs(Number(to) - Number(from)) + 1, MAXIMUM_ALTERNATIVES + 1)
  return Array.from({ length: count }, (_, index) => String(low + index))
}

function skipQuoted(text: string, index: number): number {
  const quote = text[index]
  if (quote === "\\") return index + 2
  if (quote !== "'" && quote !== '"') return index
  const close = text.indexOf(quote, index + 1)
  return close < 0 ? text.length : close + 1
}
