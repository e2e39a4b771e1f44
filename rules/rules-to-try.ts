// Which rules can concern a tool call at all, looked up by what it runs and touches: of hundreds only a few are tried.
import { LRUCache } from "lru-cache"
import type { Execution } from "./execution.ts"
import { accessOf } from "./match-rule.ts"
import type { Matcher, Rule, Ruleset } from "./ruleset.ts"

/** Positions of rules in their set, by `program rm`, `access delete`, `trait kill-all`, `request` or `any`. */
type Index = ReadonlyMap<string, readonly number[]>

/** A set of rules is made once and judged by again and again. */
const indexes = new WeakMap<Ruleset, { index: Index; chosen: LRUCache<string, readonly Rule[]> }>()

const LONGEST_KEPT = 2_000

/** @returns the rules in the order of their set. */
export function rulesToTry(ruleset: Ruleset, executions: readonly Execution[]): readonly Rule[] {
  const known = indexes.get(ruleset) ?? { index: makeIndex(ruleset), chosen: new LRUCache({ max: 500 }) }
  indexes.set(ruleset, known)
  const keys = keysOf(executions)
  const together = [...keys].join("\n")
  const before = known.chosen.get(together)
  if (before) return before
  const rules = choose(keys, known.index, ruleset)
  if (together.length <= LONGEST_KEPT) known.chosen.set(together, rules)
  return rules
}

function choose(keys: ReadonlySet<string>, index: Index, ruleset: Ruleset): readonly Rule[] {
  const positions = new Set<number>(index.get("any"))
  const add = (key: string) => {
    for (const position of index.get(key) ?? []) positions.add(position)
  }
  for (const key of keys) add(key)
  return [...positions].sort((a, b) => a - b).flatMap((position) => ruleset.rules[position] ?? [])
}

function keysOf(executions: readonly Execution[]): Set<string> {
  const keys = new Set<string>()
  for (const { program, effects, traits, requests } of executions) {
    keys.add(`program ${program}`)
    for (const effect of effects) keys.add(`access ${accessOf(effect)}`)
    for (const trait of traits) keys.add(`trait ${trait}`)
    if (requests.length > 0) keys.add("request")
  }
  return keys
}

function makeIndex({ rules }: Ruleset): Index {
  const index = new Map<string, number[]>()
  for (const [position, rule] of rules.entries()) {
    for (const key of new Set(rule.match.flatMap(keysFor)))
      index.set(key, [...(index.get(key) ?? []), position])
  }
  return index
}

/** One thing without which the matcher can not hold, the rarest first. */
function keysFor({ program, trait, access, method, host, route, body }: Matcher): string[] {
  if (program) return program.map((name) => `program ${name}`)
  if (trait) return trait.map((name) => `trait ${name}`)
  if (method ?? host ?? route ?? body) return ["request"]
  return access ? access.map((name) => `access ${name}`) : ["any"]
}
