// The OpenRouter key as the command line finds it: the environment, else OpenCode's own store.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import type { Environment } from "../config/index.ts"

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

const loginsSchema = z.object({
  openrouter: z.object({ type: z.literal("api"), key: z.string().min(1) }).optional(),
})

/** The same file and shape as plugin/stored-key.ts reads. */
function storedKey(opencodeData: string): string | undefined {
  try {
    const logins: unknown = JSON.parse(readFileSync(join(opencodeData, "auth.json"), "utf8"))
    return loginsSchema.parse(logins).openrouter?.key
  } catch {
    return undefined
  }
}
