// Whether a path matches a glob, bounded so that a hostile glob costs no time.
import picomatch from "picomatch"

const compiled = new Map<string, (path: string) => boolean>()
/** Patterns of rules repeat, those of commands do not; when it is full it begins anew. */
const CACHE_SIZE = 5_000
/** More wildcards than this make a backtracking match slow; nobody writes them. */
const MAXIMUM_WILDCARDS = 8

/** A glob that is too intricate to try counts as a match: safety fails closed. */
export function matchesGlob(path: string, pattern: string): boolean {
  const known = compiled.get(pattern)
  if (known) return known(path)
  if (isIntricate(pattern)) {
    return path.startsWith(pattern.slice(0, pattern.search(/[*?[{]/)))
  }
  const matcher = picomatch(pattern, { dot: true, noextglob: true })
  if (compiled.size >= CACHE_SIZE) compiled.clear()
  compiled.set(pattern, matcher)
  return matcher(path)
}

/** One test for many patterns that are known beforehand. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false
  const sources = patterns.map((pattern) => picomatch.makeRe(pattern, { dot: true, noextglob: true }).source)
  const any = new RegExp(sources.map((source) => `(?:${source})`).join("|"))
  return (path) => any.test(path)
}

/** Rules may not have such a one: it would match almost anything. */
export function isIntricate(pattern: string): boolean {
  return pattern.length > 500 || (pattern.match(/[*?[{]/g)?.length ?? 0) > MAXIMUM_WILDCARDS
}
