// Whether an execution is what a rule forbids.
import type { Access, Effect, Execution } from "./execution.ts"
import { requestMatches } from "./match-request.ts"
import { subcommandDepth } from "./match-subcommand.ts"
import { toolMatches } from "./match-tool.ts"
import { ADDRESS_KINDS } from "./network/address-kinds.ts"
import type { Bounds } from "./paths/bounds.ts"
import { ownGlob } from "./paths/match-glob.ts"
import { PATH_CLASSES, type PathClassName } from "./paths/path-classes.ts"
import { resolvePlaces } from "./paths/resolve-places.ts"
import { hasExactFlag, hasFlag, type ParsedArguments } from "./programs/parse-arguments.ts"
import type { Matcher, Rule } from "./ruleset.ts"
import { wordsMatch } from "./words-match.ts"

export interface Match {
  /** The path or address concerned, when the rule is about one. */
  target?: string
}

export function matchRule(rule: Rule, execution: Execution, bounds: Bounds): Match | undefined {
  const programs = programsOf(rule)
  if (programs && !programs.has(execution.program)) return undefined
  for (const matcher of rule.match) {
    const match = matches(matcher, execution, bounds)
    if (match) return match
  }
  return undefined
}

const programsByRule = new WeakMap<Rule, ReadonlySet<string> | "any">()

/** The programs that a rule is about, so that most rules need not be tried; none when it may be any. */
function programsOf(rule: Rule): ReadonlySet<string> | undefined {
  let programs = programsByRule.get(rule)
  if (programs === undefined) {
    const named = rule.match.every(({ program }) => program !== undefined)
    programs = named ? new Set(rule.match.flatMap(({ program = [] }) => program)) : "any"
    programsByRule.set(rule, programs)
  }
  return programs === "any" ? undefined : programs
}

/** All of an execution's effects that a rule is about, not only the first. */
export function matchedEffects(rule: Rule, execution: Execution, bounds: Bounds): Effect[] {
  const matchers = rule.match.filter((matcher) => matcher.access && matches(matcher, execution, bounds))
  return execution.effects.filter((effect) =>
    matchers.some((matcher) => effectMatches(matcher, effect, bounds)),
  )
}

function matches(matcher: Matcher, execution: Execution, bounds: Bounds): Match | undefined {
  if (matcher.program && !matcher.program.includes(execution.program)) return undefined
  if (matcher.access && !touches(matcher.access, execution.effects)) return undefined
  if (matcher.trait && !matcher.trait.some((trait) => execution.traits.includes(trait))) return undefined
  if (matcher.withoutTrait?.some((trait) => execution.traits.includes(trait))) return undefined
  if (!toolMatches(matcher, execution)) return undefined
  if (!requestMatches(matcher, execution.requests)) return undefined
  if (!statementsMatch(matcher, execution)) return undefined
  if (!argumentsMatch(matcher, execution)) return undefined
  if (matcher.words && !wordsMatch(matcher.words, execution, bounds)) return undefined
  if (!matcher.access) return {}
  const effect = execution.effects.find((candidate) => effectMatches(matcher, candidate, bounds))
  return effect && { target: effect.target }
}

/** Asked before anything else, since most rules are about something that most programs do not do. */
function touches(access: readonly Access[], effects: readonly Effect[]): boolean {
  return effects.some((effect) => access.includes(accessOf(effect)))
}

function statementsMatch({ sql, statement }: Matcher, { statements }: Execution): boolean {
  if (!sql && !statement) return true
  if (!statements || (sql && !sql.some((kind) => statements.kinds.includes(kind)))) return false
  return !statement || statement.some((part) => statements.text.includes(part))
}

/** Whether its subcommand, flags and operands are those that a matcher speaks of. */
export function argumentsMatch(matcher: Omit<Matcher, "program">, execution: Execution): boolean {
  const { arguments: parsed } = execution
  const { operands } = parsed
  const depth = matcher.subcommand ? subcommandDepth(matcher.subcommand, operands) : 0
  if (depth === undefined || (depth > 0 && asksForHelp(execution))) return false
  const rest = operands.slice(depth)
  if (matcher.flags && !matcher.flags.some((flag) => hasFlag(parsed, flag))) return false
  if (matcher.allFlags && !matcher.allFlags.every((flag) => hasFlag(parsed, flag))) return false
  if (matcher.withoutFlags?.some((flag) => hasExactFlag(parsed, flag))) return false
  if (matcher.flagValues && !flagValuesMatch(matcher.flagValues, parsed)) return false
  if (matcher.operand && !matcher.operand.some((glob) => rest.some((word) => operandMatches(word, glob))))
    return false
  if (matcher.minimumOperands && rest.length < matcher.minimumOperands) return false
  if (!matcher.unless) return true
  const all = execution.argv.slice(1).join(" ")
  const flat = all.replaceAll("/", " ") // in a line of words a slash is no border
  return !matcher.unless.some((glob) => operandMatches(all, glob) || ownGlob(glob)(flat))
}

/** `tool delete x --help` only prints; after a flag the word might be that flag's value. */
function asksForHelp({ program, argv }: Execution): boolean {
  const [before = "-", last = ""] = argv.slice(-2)
  if (argv.includes("--")) return false // behind it the word is a name
  if (program === "aws" && last === "help") return argv.length <= 4 // aws ec2 terminate-instances help
  return argv.length > 2 && /^(--help|-help|-h)$/.test(last) && !before.startsWith("-")
}

function flagValuesMatch(wanted: Record<string, string[]>, { flags }: ParsedArguments): boolean {
  return Object.entries(wanted).some(([name, globs]) =>
    flags.some(({ name: written, value = "" }) => {
      if (written !== name) return false
      // A value may be a path, or words in which a slash is no border: `path=/srv state=absent`.
      const text = value.toUpperCase()
      return globs.some((glob) => operandMatches(text, glob) || ownGlob(glob)(text.replaceAll("/", " ")))
    }),
  )
}

function operandMatches(word: string, glob: string): boolean {
  return word === glob || ownGlob(glob)(word)
}

function effectMatches(matcher: Matcher, effect: Effect, bounds: Bounds): boolean {
  if (!matcher.access?.includes(accessOf(effect))) return false
  if (matcher.recursive && !effect.recursive && !effect.target.endsWith("/**")) return false
  if (matcher.channel && !(effect.channel && matcher.channel.includes(effect.channel))) return false
  if (matcher.url && !matcher.url.some((kind) => ADDRESS_KINDS[kind](effect.target, bounds.context)))
    return false
  return !matcher.path || matcher.path.some((name) => hasClass(name, effect, bounds))
}

/** To fetch file:///etc/passwd is to read it. */
export function accessOf({ access, target }: Effect): Access {
  return access === "fetch" && /^file:/i.test(target) ? "read" : access
}

function hasClass(name: PathClassName, effect: Effect, bounds: Bounds): boolean {
  let known = bounds.memory.get(effect)
  if (known === undefined) {
    known = { places: resolvePlaces(effect, bounds.context), classes: new Map() }
    bounds.memory.set(effect, known)
  }
  const { places, classes } = known
  if (name === "unresolved") return places.length === 0
  const before = classes.get(name)
  if (before !== undefined) return before
  const has = places.some((place) => PATH_CLASSES[name](place, bounds))
  classes.set(name, has)
  return has
}
