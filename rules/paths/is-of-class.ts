// Whether a place is of a class, remembered for the paths that come up again and again in a session.
import { LRUCache } from "lru-cache"
import type { JudgeContext } from "../judge-context.ts"
import type { Bounds } from "./bounds.ts"
import { PATH_CLASSES, type PathClassName } from "./path-classes.ts"
import type { Place } from "./resolve-places.ts"

type Told = Map<PathClassName, boolean>

/** A context is made once a session; what its bounds are does not change. */
const sessions = new WeakMap<JudgeContext, LRUCache<string, Told>>()
const PATHS_KEPT = 1_000

/** Of the same place many rules ask. */
const asked = new WeakMap<Place, Told>()

export function isOfClass(name: keyof typeof PATH_CLASSES, place: Place, bounds: Bounds): boolean {
  // What lies on the disk changes.
  if (name === "existing-outside") return PATH_CLASSES[name](place, bounds)
  const told = asked.get(place) ?? toldOf(place, bounds.context)
  const known = told.get(name)
  if (known !== undefined) return known
  const isOne = PATH_CLASSES[name](place, bounds)
  told.set(name, isOne)
  return isOne
}

function toldOf(place: Place, context: JudgeContext): Told {
  const paths = sessions.get(context) ?? new LRUCache<string, Told>({ max: PATHS_KEPT })
  sessions.set(context, paths)
  const { path, glob, below, contents = false, climbs = false } = place
  const key = `${+glob}${+below}${+contents}${+climbs}${path}`
  const told = paths.get(key) ?? new Map()
  paths.set(key, told)
  asked.set(place, told)
  return told
}
