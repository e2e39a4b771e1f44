// The OpenRouter keys as the command line finds them: the environment's, else the one of OpenCode's own store.
import { type Environment, storedKey } from "../config/index.ts"

export interface FoundKey {
  value: string
  place: "environment" | "opencode"
}

export function findKeys({ apiKeys, paths }: Environment): FoundKey[] {
  if (apiKeys.length > 0) return apiKeys.map((value) => ({ value, place: "environment" }))
  const stored = storedKey(paths.opencodeData)
  return stored === undefined ? [] : [{ value: stored, place: "opencode" }]
}
