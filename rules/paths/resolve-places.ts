// Where a written path leads: absolute, normalised, links followed, as far as it can be told before the command runs.
import { dirname, join, posix } from "node:path"
import { type Effect, UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"

export interface Place {
  /** Absolute; may hold glob characters. */
  path: string
  glob: boolean
  /** What is below the path is concerned too. */
  below: boolean
}

/** No places: the path can be anything, since even its beginning is known only when the command runs. */
export function resolvePlaces(effect: Effect, context: JudgeContext): Place[] {
  const written = absolute(effect.target.replace(/^file:\/\//, ""), effect.cwd, context.home)
  const anchored = anchor(written)
  if (anchored === undefined) return []
  const whole = wholeDirectory(anchored)
  const below = effect.recursive || whole !== undefined || effect.access === "move"
  const lexical = whole === undefined ? [anchored] : [whole, anchored]
  const real = lexical.map((path) => followLinks(path, effect, context))
  return [...new Set([...lexical, ...real])].map((path) => ({ path, glob: hasGlob(path), below }))
}

function absolute(target: string, cwd: string, home: string): string {
  if (target === "~" || target.startsWith("~/")) return home + target.slice(1)
  return target.startsWith("/") ? target : `${cwd}/${target}`
}

/** The part before what is unknown: `/tmp/$X/y` can be said to lie in `/tmp`, `$X/y` can not be said to lie anywhere. */
function anchor(written: string): string | undefined {
  const path = posix.normalize(written)
  const unknown = path.indexOf(UNKNOWN)
  if (unknown === 0 || !path.startsWith("/")) return undefined
  const known = unknown < 0 ? path : path.slice(0, unknown)
  return known.length > 1 ? known.replace(/\/+$/, "") || "/" : known
}

/** Names that stand for everything in a directory. */
const EVERYTHING = new Set(["*", "**", ".*", ".[!.]*", ".??*", "*.*", "{*,.*}", "{.*,*}", ".[^.]*"])

/** `/a/b` for `/a/b/*`: to delete all that is in a directory is to delete it. */
function wholeDirectory(path: string): string | undefined {
  if (!EVERYTHING.has(posix.basename(path))) return undefined
  const parent = posix.dirname(path)
  return wholeDirectory(parent) ?? parent
}

/** A link is removed or moved itself, not what it points to, so only its parent is followed then. */
function followLinks(path: string, effect: Effect, context: JudgeContext): string {
  const { resolveLink } = context
  if (!resolveLink || hasGlob(path)) return path
  if (effect.access !== "delete" && effect.access !== "move") return resolveLink(path)
  return path === "/" ? path : join(resolveLink(dirname(path)), posix.basename(path))
}

function hasGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path)
}
