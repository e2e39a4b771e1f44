// Where a written path leads: absolute, normalised, links followed, as far as it can be told before the command runs.
import { dirname, join, posix } from "node:path"
import { type Access, type Effect, UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { isWithin } from "./is-within.ts"

export interface Place {
  /** Absolute; may hold glob characters. */
  path: string
  glob: boolean
  /** What is below the path is concerned too. */
  below: boolean
  /** Found in `path/*`: what is in it, not it. */
  contents?: boolean
  /** All that is in a home directory, or in a folder above it: no file of it is named, and none is overwritten. */
  wholesale?: boolean
  /** Written with a `..` after a name, which may be a link: where it leads can not be told from its words. */
  climbs?: boolean
}

/** No places: the path can be anything, since even its beginning is known only when the command runs. */
export function resolvePlaces(effect: Effect, context: JudgeContext): Place[] {
  if (effect.target.length > LONGEST_PATH) return []
  const written = posix.normalize(
    absolute(effect.target.replace(/^file:(\/\/[^/]*)?/i, ""), effect.cwd, context.home),
  )
  const anchored = anchor(written)
  const whole = anchored === undefined || effect.access === "move" ? undefined : wholeDirectory(anchored)
  // For files that are known by name, what is unknown may be anything: /proc/$PID/environ is /proc/*/environ.
  const guessed = DELETING.has(effect.access) ? undefined : asGlob(written)
  const named = [whole, anchored, guessed].filter((path) => path !== undefined)
  const real = context.resolveLink ? named.map((path) => followLinks(path, effect, context)) : []
  const below = effect.recursive || effect.access === "move" || whole !== undefined
  const overwrites = effect.access === "write" && !effect.adds
  const climbs = effect.target.includes("..") && CLIMBS.test(effect.target)
  return distinct([...named, ...real]).map((path) => {
    const place: Place = { path, glob: hasGlob(path), below }
    if (!overwrites && isWholesale(path, below, context)) place.wholesale = true
    if (climbs) place.climbs = true
    if (path === whole && !written.endsWith("/**")) place.contents = true
    return place
  })
}

function distinct(paths: readonly string[]): string[] {
  return paths.filter((path, index) => paths.indexOf(path) === index)
}

/** A `..` behind a name. */
const CLIMBS = /[^./][^/]*\/+\.\.(\/|$)/

/** `~/**` and `/**`, or the files that lie in the home directory itself; not `~/.s*`, and nothing below a folder in it. */
function isWholesale(path: string, below: boolean, { home }: JudgeContext): boolean {
  if (!below && !path.includes("*")) return false
  const folder = path.replace(/(?:\/(?:\*\*?|\?\*))+$/, "")
  if ((folder === path && !below) || hasGlob(folder)) return false
  if (folder === home || folder === "/root") return true
  return (below || path.includes("**")) && (folder === "" || isWithin(home, folder))
}

/** PATH_MAX of Linux: nothing has a longer name. */
const LONGEST_PATH = 4_096

const DELETING = new Set<Access>(["delete", "move", "permissions"])

function absolute(target: string, cwd: string, home: string): string {
  if (target === "~" || target.startsWith("~/")) return home + target.slice(1)
  return target.startsWith("/") || target.startsWith(UNKNOWN) ? target : `${cwd}/${target}`
}

/** The part before what is unknown: `/tmp/$X/y` can be said to lie in `/tmp`, `$X/y` can not be said to lie anywhere. */
function anchor(path: string): string | undefined {
  const unknown = path.indexOf(UNKNOWN)
  if (unknown === 0 || !path.startsWith("/")) return undefined
  const known = unknown < 0 ? path : path.slice(0, unknown)
  return known.length > 1 ? known.replace(/\/+$/, "") || "/" : known
}

function asGlob(path: string): string | undefined {
  if (!path.includes(UNKNOWN)) return undefined
  if (path.startsWith("/")) return path.replaceAll(UNKNOWN, "*")
  // Of $X/.ssh/id_rsa the end says enough; $X alone, or $X/config, may be any of a thousand harmless files.
  const [, ...rest] = path.split("/")
  const telling = rest.length >= 2 || /^\.|\./.test(rest.at(-1) ?? "")
  const named = rest.at(-1)?.match(/[*?\0]/) === null
  return telling && named ? `/**/${rest.join("/").replaceAll(UNKNOWN, "*")}` : undefined
}

/** Names that stand for everything in a directory. */
const EVERYTHING = new Set(["*", "**", ".*", ".[!.]*", ".??*", "*.*", "{*,.*}", "{.*,*}", ".[^.]*"])

/** `/a/b` for `/a/b/*`: to delete all that is in a directory is to delete it. */
function wholeDirectory(path: string): string | undefined {
  if (!path.includes("*") || !EVERYTHING.has(posix.basename(path))) return undefined
  const parent = posix.dirname(path)
  return wholeDirectory(parent) ?? parent
}

/**
 * A link is removed or moved itself, not what it points to, so only its parent is followed then; but `link/` and
 * `link/*` are what it points to, and so is what find walks through.
 */
function followLinks(path: string, effect: Effect, context: JudgeContext): string {
  const { resolveLink } = context
  if (!resolveLink || path === "/" || OPEN_FILE.test(path)) return path
  const parts = path.split("/")
  const globbed = parts.findIndex(hasGlob)
  if (globbed >= 0)
    return join(resolveLink(parts.slice(0, globbed).join("/") || "/"), ...parts.slice(globbed))
  const itself = (effect.access === "delete" || effect.access === "move") && !effect.target.endsWith("/")
  if (!itself || leadsInto(effect.target)) return resolveLink(path)
  return join(resolveLink(dirname(path)), posix.basename(path))
}

/** Links of which the kernel makes up where they lead, for each process anew: what is open, and no file by that name. */
const OPEN_FILE = /^\/dev\/(fd(\/|$)|std(in|out|err)$)|^\/proc\/self\/fd\//

/** `link/*`: everything in what the link points to. */
function leadsInto(target: string): boolean {
  return EVERYTHING.has(posix.basename(target))
}

function hasGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path)
}
