// Which rules can concern a tool call at all, looked up by what it runs and touches: of hundreds only a few are tried.
import type { Access, Execution, Trait } from "./execution.ts"
import { accessOf } from "./match-rule.ts"
import type { Matcher, Rule, Ruleset } from "./ruleset.ts"

/** Positions of rules in their set, by one thing without which they can not hold. */
interface Index {
  program: Map<string, number[]>
  access: Map<Access, number[]>
  trait: Map<Trait, number[]>
  request: number[]
  tool: number[]
  statements: number[]
  any: number[]
}

/** A set of rules is made once and judged by again and again. */
const indexes = new WeakMap<Ruleset, Index>()

/** @returns the rules in the order of their set. */
export function rulesToTry(ruleset: Ruleset, executions: readonly Execution[]): Rule[] {
  const index = indexes.get(ruleset) ?? makeIndex(ruleset)
  const positions = new Set(index.any)
  const add = (some: readonly number[] = []) => {
    for (const position of some) positions.add(position)
  }
  for (const { program, effects, traits, requests, tool, statements } of executions) {
    add(index.program.get(program))
    for (const effect of effects) add(index.access.get(accessOf(effect)))
    for (const trait of traits) add(index.trait.get(trait))
    if (requests.length > 0) add(index.request)
    if (tool) add(index.tool)
    if (statements) add(index.statements)
  }
  return [...positions].sort((a, b) => a - b).flatMap((position) => ruleset.rules[position] ?? [])
}

function makeIndex(ruleset: Ruleset): Index {
  const index: Index = {
    ...{ program: new Map(), access: new Map(), trait: new Map() },
    ...{ request: [], tool: [], statements: [], any: [] },
  }
  for (const [position, { match }] of ruleset.rules.entries())
    for (const matcher of match) for (const list of listsFor(matcher, index)) list.push(position)
  indexes.set(ruleset, index)
  return index
}

/** Where to look the matcher up, the rarest first. */
function listsFor(matcher: Matcher, index: Index): number[][] {
  const { program, trait, access, method, host, route, body, tool, argument, sql, statement } = matcher
  if (program) return program.map((name) => listIn(index.program, name))
  if (trait) return trait.map((name) => listIn(index.trait, name))
  if (method ?? host ?? route ?? body) return [index.request]
  if (tool ?? argument) return [index.tool]
  if (sql ?? statement) return [index.statements]
  return access ? access.map((name) => listIn(index.access, name)) : [index.any]
}

function listIn<Key>(map: Map<Key, number[]>, key: Key): number[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}
