// Which rules can concern a tool call at all, looked up by what it runs and touches: of hundreds only a few are tried.
import type { Access, Execution, Trait } from "./execution.ts"
import { accessOf } from "./match-rule.ts"
import type { Matcher, Rule, Ruleset } from "./ruleset.ts"

/** A rule and where it stands in its set. */
interface Entry {
  rule: Rule
  position: number
}

/** The rules by one thing without which they can not hold. */
interface Index {
  program: Map<string, Entry[]>
  access: Map<Access, Entry[]>
  trait: Map<Trait, Entry[]>
  request: Entry[]
  tool: Entry[]
  statements: Entry[]
  any: Entry[]
}

/** A set of rules is made once and judged by again and again. */
const indexes = new WeakMap<Ruleset, Index>()

/** @returns the rules in the order of their set. */
export function rulesToTry(ruleset: Ruleset, executions: readonly Execution[]): Rule[] {
  const index = indexes.get(ruleset) ?? makeIndex(ruleset)
  const entries = new Set(index.any)
  const add = (some: readonly Entry[] = []) => {
    for (const entry of some) entries.add(entry)
  }
  for (const { program, effects, traits, requests, tool, statements } of executions) {
    add(index.program.get(program))
    for (const effect of effects) add(index.access.get(accessOf(effect)))
    for (const trait of traits) add(index.trait.get(trait))
    if (requests.length > 0) add(index.request)
    if (tool) add(index.tool)
    if (statements) add(index.statements)
  }
  return [...entries].sort((a, b) => a.position - b.position).map(({ rule }) => rule)
}

function makeIndex(ruleset: Ruleset): Index {
  const index: Index = {
    ...{ program: new Map(), access: new Map(), trait: new Map() },
    ...{ request: [], tool: [], statements: [], any: [] },
  }
  for (const [position, rule] of ruleset.rules.entries()) {
    const entry = { rule, position }
    for (const list of new Set(rule.match.flatMap((matcher) => listsFor(matcher, index)))) list.push(entry)
  }
  indexes.set(ruleset, index)
  return index
}

/** Where to look the matcher up, the rarest first. */
function listsFor(matcher: Matcher, index: Index): Entry[][] {
  const { program, trait, access, method, host, route, body, tool, argument, sql, statement } = matcher
  if (program) return program.map((name) => listIn(index.program, name))
  if (trait) return trait.map((name) => listIn(index.trait, name))
  if (method ?? host ?? route ?? body) return [index.request]
  if (tool ?? argument) return [index.tool]
  if (sql ?? statement) return [index.statements]
  return access ? access.map((name) => listIn(index.access, name)) : [index.any]
}

function listIn<Key>(map: Map<Key, Entry[]>, key: Key): Entry[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}
