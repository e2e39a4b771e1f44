// Whether a path matches a glob, bounded so that a hostile glob costs no time.
import picomatch from "picomatch"

const compiled = new Map<string, (path: string) => boolean>()
/** Patterns of rules repeat, those of commands do not; this many hold all of the former. */
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
  if (compiled.size < CACHE_SIZE) compiled.set(pattern, matcher)
  return matcher(path)
}

/** Rules may not have such a one: it would match almost anything. */
export function isIntricate(pattern: string): boolean {
  return pattern.length > 500 || (pattern.match(/[*?[{]/g)?.length ?? 0) > MAXIMUM_WILDCARDS
}
