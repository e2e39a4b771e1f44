// Whether the person's `safety.allow` says that a rule does not hold for what it found.
import type { Effect, Execution } from "./execution.ts"
import { matchedEffects } from "./match-rule.ts"
import type { Bounds } from "./paths/bounds.ts"
import { resolvePlaces } from "./paths/resolve-places.ts"
import type { Exception, Rule } from "./ruleset.ts"
import { UNKNOWN } from "./unknown.ts"
import { lineMatches } from "./words-match.ts"

interface Found {
  rule: Rule
  execution: Execution
  target?: string
}

/** What is not known in full is not excepted; of several paths that a rule found, each must be. */
export function isExcepted(allow: readonly Exception[], found: Found, bounds: Bounds): boolean {
  const { rule, execution, target } = found
  const globs = allow.filter((exception) => exception.rule === rule.id).map(({ glob }) => glob)
  if (globs.length === 0) return false
  const line = [execution.program, ...execution.argv.slice(1)].join(" ")
  const isKnown = execution.argv.length > 0 && !line.includes(UNKNOWN)
  if (isKnown && globs.some((glob) => lineMatches(line, glob, bounds))) return true
  if (target === undefined) return false
  const effects = matchedEffects(rule, execution, bounds)
  return (
    effects.length > 0 && effects.every((effect) => globs.some((glob) => targetMatches(effect, glob, bounds)))
  )
}

function targetMatches(effect: Effect, glob: string, bounds: Bounds): boolean {
  if (effect.target.includes(UNKNOWN)) return false
  if (effect.access === "fetch") return lineMatches(effect.target, glob, bounds)
  const places = resolvePlaces(effect, bounds.context)
  const path = absolute(glob, bounds)
  return places.length > 0 && places.every((place) => lineMatches(place.path, path, bounds))
}

function absolute(glob: string, { context }: Bounds): string {
  if (glob === "~" || glob.startsWith("~/")) return context.home + glob.slice(1)
  return glob.startsWith("/") || glob.startsWith("*") ? glob : `${context.project}/${glob}`
}
