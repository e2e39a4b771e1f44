// What stands in opencode.json so that no agent works when the plugin does not: the fail-closed set.
import { isDeepStrictEqual } from "node:util"
import { isObject } from "./opencode-config.ts"

export interface FailClosedKey {
  path: string[]
  value: unknown
  /** Whether what stands there keeps the set closed. */
  holds: (found: unknown) => boolean
}

const onRalex = (found: unknown) => typeof found === "string" && found.startsWith("ralex/")

// The healthy plugin describes the models; without it nothing but their names is needed.
const provider = {
  npm: "opencode-ralex",
  models: { auto: {}, free: {}, cheap: {}, smart: {}, premium: {} },
}

export const failClosedKeys: FailClosedKey[] = [
  {
    path: ["provider", "ralex"],
    value: provider,
    holds: (found) => isObject(found) && found.npm === provider.npm && isObject(found.models),
  },
  { path: ["model"], value: "ralex/auto", holds: onRalex },
  { path: ["small_model"], value: "ralex/cheap", holds: onRalex },
  {
    path: ["enabled_providers"],
    value: ["ralex"],
    holds: (found) => isDeepStrictEqual(found, ["ralex"]),
  },
]

export function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
}

/** The keys of the set that are missing or otherwise set, as dotted paths. */
export function missingKeys(merged: Record<string, unknown>): string[] {
  return failClosedKeys
    .filter(({ path, holds }) => !holds(valueAt(merged, path)))
    .map(({ path }) => path.join("."))
}
