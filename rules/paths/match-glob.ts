// Whether a text matches a glob, bounded so that a hostile glob costs no time.
import picomatch from "picomatch"

type Matches = (text: string) => boolean

/** Globs of rules and lists, however many: they are ours, and each is compiled once. */
const own = new Map<string, Matches>()

/** Globs of commands: repeated within one, hardly between two. */
const others = new Map<string, Matches>()
const OTHERS_KEPT = 500
/** More wildcards than this make a backtracking match slow; nobody writes them. */
const MAXIMUM_WILDCARDS = 8

/** For a glob that stands in a rule or a list, and in no command. */
export function ownGlob(pattern: string): Matches {
  const known = own.get(pattern)
  if (known) return known
  const matches = compile(pattern)
  own.set(pattern, matches)
  return matches
}

/** A glob that is too intricate to try counts as a match: safety fails closed. */
export function matchesGlob(text: string, pattern: string): boolean {
  const known = own.get(pattern) ?? others.get(pattern)
  if (known) return known(text)
  if (isIntricate(pattern)) {
    return text.startsWith(pattern.slice(0, pattern.search(/[*?[{]/)))
  }
  const matches = compile(pattern)
  if (others.size >= OTHERS_KEPT) others.clear()
  others.set(pattern, matches)
  return matches(text)
}

function compile(pattern: string): Matches {
  if (LITERAL.test(pattern)) return (text) => text === pattern
  return picomatch(pattern, { dot: true, noextglob: true })
}

/** Names and words without any sign that a glob reads otherwise. */
const LITERAL = /^[\w:-]+(?:[ .][\w:-]+)*$/

/** One test for many patterns that are known beforehand, for a normal path, in which no `..` is left. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const anywhere = patterns.filter((pattern) => pattern.startsWith("**/"))
  const fromStart = patterns.filter((pattern) => !pattern.startsWith("**/"))
  // `**/name` is looked for behind each slash, in less time than picomatch's.
  const tests = [
    anyOf(
      "(?:^|/)",
      anywhere.map((pattern) => pattern.slice("**/".length)),
    ),
    anyOf("^", fromStart),
  ].filter((test) => test !== undefined)
  return (path) => tests.some((test) => test.test(path))
}

function anyOf(start: string, patterns: readonly string[]): RegExp | undefined {
  if (patterns.length === 0) return undefined
  // Without its short ways a source begins with `^`, and has no other.
  const sources = patterns.map((pattern) =>
    picomatch.makeRe(pattern, { dot: true, noextglob: true, fastpaths: false }).source.slice(1),
  )
  return new RegExp(`${start}(?:${sources.map((source) => `(?:${source})`).join("|")})`)
}

/** Rules may not have such a one: it would match almost anything. */
export function isIntricate(pattern: string): boolean {
  return pattern.length > 500 || (pattern.match(/[*?[{]/g)?.length ?? 0) > MAXIMUM_WILDCARDS
}
