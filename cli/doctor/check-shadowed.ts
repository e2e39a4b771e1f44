// Doctor: settings that were written somewhere and do not count, since a higher place says otherwise.
import { isDeepStrictEqual } from "node:util"
import { type ConfigLayer, loadConfig } from "../../config/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { isObject, isOurPlugin, readOpencodeFiles } from "../install/opencode-config.ts"

/** Every limit of every source holds or yields by rules of its own, which `ralex budget` shows. */
const NOT_SHADOWED = ["budgets"]

export function checkShadowed({ environment, cwd }: Context): Finding[] {
  const project = findProject(cwd)
  const options = pluginOptions(project)
  const { layers = [], error } = loadConfig({ environment, project, options })
  if (error !== undefined) return []
  const shadowed = shadowedSettings(layers)
  if (shadowed.length > 0) return shadowed.map(findingOf)
  return [{ id: "shadowed", level: "ok", message: "No setting hides another.", fix: null }]
}

export interface Shadowed {
  key: string
  /** What it says, where, and what counts instead. */
  from: string
  by: string
}

/** @param layers Lowest first. */
export function shadowedSettings(layers: readonly ConfigLayer[]): Shadowed[] {
  const settings = layers.map(({ name, input }) => ({ name, leaves: leavesOf(input, []) }))
  return settings.flatMap(({ name, leaves }, index) =>
    Object.entries(leaves).flatMap(([key, value]) => {
      const above = settings.slice(index + 1).findLast(({ leaves: higher }) => Object.hasOwn(higher, key))
      if (above === undefined || isDeepStrictEqual(above.leaves[key], value)) return []
      return [{ key, from: name, by: above.name }]
    }),
  )
}

function leavesOf(value: object, above: string[]): Record<string, unknown> {
  const entries = Object.entries(value).filter(([key]) => above.length > 0 || !NOT_SHADOWED.includes(key))
  return Object.assign(
    {},
    ...entries.map(([key, inner]) =>
      isObject(inner) ? leavesOf(inner, [...above, key]) : { [[...above, key].join(".")]: inner },
    ),
  )
}

function findingOf({ key, from, by }: Shadowed): Finding {
  return {
    id: "shadowed",
    level: "warn",
    message: `${key} in ${from} does not count here, since ${by} says otherwise.`,
    fix: `Take ${key} out of one of them.`,
  }
}

/** A broken opencode.json is another finding. */
function pluginOptions(project: string): Record<string, unknown> | undefined {
  try {
    const entries = readOpencodeFiles(project).flatMap(({ value }): unknown[] =>
      Array.isArray(value.plugin) ? value.plugin : [],
    )
    const ours: unknown = entries.findLast((entry) => Array.isArray(entry) && isOurPlugin(entry))
    const options: unknown = Array.isArray(ours) ? ours[1] : undefined
    return isObject(options) ? options : undefined
  } catch {
    return undefined
  }
}
