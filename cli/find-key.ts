// The OpenRouter key as the command line finds it: the environment, else OpenCode's own store.
import { type Environment, storedKey } from "../config/index.ts"

export interface FoundKey {
  value: string
  place: "environment" | "opencode"
}

export function findKey({ apiKeys, paths }: Environment): FoundKey | undefined {
  const [first] = apiKeys
  if (first !== undefined) return { value: first, place: "environment" }
  const stored = storedKey(paths.opencodeData)
  return stored === undefined ? undefined : { value: stored, place: "opencode" }
}
