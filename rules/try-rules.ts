// Why each rule matched or did not, for a person who asks: how far it got on the command that came nearest to it.
import type { Execution } from "./execution.ts"
import { matchRule } from "./match-rule.ts"
import type { Bounds } from "./paths/bounds.ts"
import type { Matcher, Rule } from "./ruleset.ts"

export interface RuleTrial {
  rule: string
  severity: Rule["severity"]
  matched: boolean
  /** It denies only where a look at the disk shows what would be lost. */
  onlyIfLost: boolean
  /** Which execution came nearest, by its place; null where nothing of the rule held for any. */
  execution: number | null
  /** What of the rule held there, such as `program git`. */
  held: string[]
  /** The first that did not; null where all did. */
  missing: string | null
}

type Key = keyof Matcher

/** What it is before what it is given, and how a file is touched before which one. */
const FIRST: readonly Key[] = ["program", "trait", "subcommand"]
const LAST: readonly Key[] = ["access", "recursive", "path", "url"]

export function tryRule(rule: Rule, executions: readonly Execution[], bounds: Bounds): RuleTrial {
  const about = { rule: rule.id, severity: rule.severity, onlyIfLost: rule.only === "state" }
  let nearest: Pick<RuleTrial, "execution" | "held" | "missing"> = { execution: null, held: [], missing: "" }
  for (const matcher of rule.match) {
    for (const [execution, one] of executions.entries()) {
      const { held, missing } = tryMatcher(rule, matcher, one, bounds)
      const isFirst = nearest.missing === ""
      const isNearer = missing === null || held.length > nearest.held.length
      if (isFirst || isNearer) nearest = { execution: held.length > 0 ? execution : null, held, missing }
      if (missing === null) return { ...about, matched: true, ...nearest }
    }
  }
  return { ...about, matched: false, ...nearest }
}

/** One key after the other is asked for, until one does not hold. */
function tryMatcher(rule: Rule, matcher: Matcher, execution: Execution, bounds: Bounds) {
  const held: string[] = []
  let asked: Matcher = {}
  for (const key of keysOf(matcher)) {
    asked = { ...asked, [key]: matcher[key] }
    const shown = `${key} ${valuesOf(matcher[key])}`
    if (!matchRule({ ...rule, match: [asked] }, execution, bounds)) return { held, missing: shown }
    held.push(shown)
  }
  return { held, missing: null }
}

function keysOf(matcher: Matcher): Key[] {
  const keys = (Object.keys(matcher) as Key[]).filter((key) => matcher[key] !== undefined)
  const placeOf = (key: Key) => (FIRST.includes(key) ? FIRST.indexOf(key) : 10 + LAST.indexOf(key))
  return keys.toSorted((a, b) => placeOf(a) - placeOf(b))
}

function valuesOf(value: Matcher[Key]): string {
  if (Array.isArray(value)) return value.map(String).join(", ")
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}
