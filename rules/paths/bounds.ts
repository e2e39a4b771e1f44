// Which directories are whose, from the context: worked out once a judgement.
import type { Effect } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { isWithin } from "./is-within.ts"
import type { Place } from "./resolve-places.ts"

export interface Bounds {
  context: JudgeContext
  /** The project as it is named and as it really lies; empty when it is too wide to be a project. */
  project: string[]
  temp: string[]
  home: string[]
  /** What is worked out once for all rules. */
  memory: Map<Effect, { places: Place[]; classes: Map<string, boolean> }>
}

/** OpenCode takes `/` as the project outside of a repository; that must not make the whole disk the project's. */
const TOO_WIDE = /^\/(home|Users|usr|etc|var|opt|mnt|media|srv|bin|sbin|lib|boot|dev|proc|sys)?$/

export function boundsOf(context: JudgeContext): Bounds {
  const known = places.get(context) ?? placesOf(context)
  places.set(context, known)
  return { ...known, memory: new Map() }
}

/** A context is made once a session; where links lead is not asked again for its own directories. */
const places = new WeakMap<JudgeContext, Omit<Bounds, "memory">>()

function placesOf(context: JudgeContext): Omit<Bounds, "memory"> {
  const home = bothNames([context.home], context)
  const narrow = (path: string) => !TOO_WIDE.test(path) && !home.some((own) => isWithin(own, path))
  const named = bothNames([context.project], context).filter(narrow)
  const project = named.length > 0 ? named : bothNames([context.cwd], context).filter(narrow)
  return { context, home, project, temp: bothNames(context.temp, context) }
}

export function isWithinAny(path: string, directories: readonly string[]): boolean {
  return directories.some((directory) => isWithin(path, directory))
}

function bothNames(paths: readonly string[], { resolveLink }: JudgeContext): string[] {
  const trimmed = paths.filter((path) => path.startsWith("/")).map((path) => path.replace(/(?<=.)\/+$/, ""))
  return [...new Set([...trimmed, ...(resolveLink ? trimmed.map(resolveLink) : [])])]
}
