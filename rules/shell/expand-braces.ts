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
  const [, from, to, by] = inner.match(/^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/) ?? []
  if (from === undefined || to === undefined || isLetter(from) !== isLetter(to)) return undefined
  const number = (end: string) => (isLetter(end) ? end.charCodeAt(0) : Number(end))
  const [first, last] = [number(from), number(to)]
  const step = Math.abs(Number(by ?? 1)) || 1
  const count = Math.min(Math.floor(Math.abs(last - first) / step) + 1, MAXIMUM_ALTERNATIVES + 1)
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0
  return Array.from({ length: count }, (_, index) => {
    const value = first + (last < first ? -step : step) * index
    return isLetter(from) ? String.fromCharCode(value) : padded(value, width)
  })
}

function isLetter(end: string): boolean {
  return /^[a-zA-Z]$/.test(end)
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, "0")
  return value < 0 ? `-${digits}` : digits
}

function skipQuoted(text: string, index: number): number {
  const quote = text[index]
  if (quote === "\\") return index + 2
  if (quote !== "'" && quote !== '"') return index
  const close = text.indexOf(quote, index + 1)
  return close < 0 ? text.length : close + 1
}
