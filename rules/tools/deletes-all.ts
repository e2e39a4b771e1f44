// Whether a tool that deletes by a condition is given none, or one that holds for everything.
const DELETES =
  /(^|_)(delete|remove|purge)(_[a-z0-9]+)*_(many|all|by_query|rows?|records?|documents?|docs|entries|vectors|points|objects)(_|$)/
/** To set a field of everything is to lose what stood there. */
const UPDATES = /(^|_)(update|replace)_(many|all|by_query)(_|$)/
const CONDITION =
  /^(filters?|query|where|selector|conditions?|criteria|match|predicate|pattern|where_?clause)$/i
/** What says which ones, in another way. */
const SELECTION =
  /(^|_)(ids?|keys?|names?|uuids?|uris?|paths?|urls?|documents|records|objects|points|slug|email)$/i
/** What says only where they lie. */
const PLACE =
  /^(database|db|collection|table|schema|index|bucket|namespace|project|project_id|region|connection|tenant|workspace|environment)(_?(name|id|url))?$/i
const SWITCH = /^(delete_?all|all|everything|delete_?everything)$/i

/** @param tool In the spelling of toolName. */
export function deletesAll(tool: string, args: Record<string, unknown>): boolean {
  const isDeletion = DELETES.test(tool)
  if (!isDeletion && !UPDATES.test(tool)) return false
  const entries = flat(args)
  if (
    isDeletion &&
    entries.some(([name, value]) => SWITCH.test(name) && /^(true|1|yes)$/i.test(String(value)))
  )
    return true
  const conditions = entries.filter(([name]) => CONDITION.test(name))
  const named = entries.some(
    ([name, value]) => SELECTION.test(inWords(name)) && !PLACE.test(inWords(name)) && !isEmpty(value),
  )
  if (named) return false
  return conditions.length > 0 ? conditions.every(([, value]) => isEmpty(value)) : isDeletion
}

/** What stands at the top, and in what merely groups it: `{ params: { filter: {} } }`. */
function flat(args: Record<string, unknown>): (readonly [string, unknown])[] {
  return Object.entries(args).flatMap(([name, value]) =>
    /^(params|parameters|input|options|arguments|args|body|request)$/i.test(name) && isObject(value)
      ? Object.entries(value)
      : [[name, value] as const],
  )
}

/** Holds for everything: `{}`, `{ match_all: {} }`, `1=1`, `*`. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === true) return true
  if (typeof value === "string")
    return /^\s*(\{\s*\}|\[\s*\]|\*+|null|true|(where\s+)?\(*\s*(true|1\s*=\s*1|'?1'?\s*=\s*'?1'?|1)\s*\)*;?|\{\s*"?match_all"?\s*:\s*\{\s*\}\s*\})?\s*$/i.test(
      value,
    )
  if (Array.isArray(value)) return value.every(isEmpty)
  return isObject(value) && Object.entries(value).every(([key, inner]) => isAll(key, inner))
}

function isAll(key: string, inner: unknown): boolean {
  if (key === "match_all") return true
  if (/^(query|filter|where|bool|must|\$and|and)$/.test(key)) return isEmpty(inner)
  return (
    isObject(inner) && Object.entries(inner).every(([test, value]) => test === "$exists" && value === true)
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function inWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase()
}
