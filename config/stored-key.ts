// The OpenRouter login that OpenCode stored (`opencode auth login`). Read from its file, since OpenCode's client
// leaves out every provider that enabled_providers does not name.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const loginsSchema = z.object({
  openrouter: z.object({ type: z.literal("api"), key: z.string().min(1) }).optional(),
})

/** @param opencodeData OpenCode's data directory, as {@link Paths} names it. @returns undefined without a login. */
export function storedKey(opencodeData: string): string | undefined {
  try {
    const logins: unknown = JSON.parse(readFileSync(join(opencodeData, "auth.json"), "utf8"))
    return loginsSchema.parse(logins).openrouter?.key
  } catch {
    return undefined
  }
}
