// OpenCode's way in: the factory it calls once per provider, with what opencode.json says.
import { RalexModel } from "./ralex-model.ts"
import type { RalexOptions } from "./ralex-options.ts"
import { shakeHands } from "./shake-hands.ts"
import { standaloneInstance } from "./standalone-instance.ts"

export interface RalexProvider {
  /** `auto`, a tier (`free`, `cheap`, `smart`, `premium`), or an OpenRouter model by its own id. */
  languageModel: (id: string) => RalexModel
}

export function createRalex(options: RalexOptions = {}): RalexProvider {
  const standalone = process.env.RALEX_STANDALONE === "1" ? standaloneInstance(options) : undefined
  const deps = {
    shakeHands: (headers: Record<string, string | undefined>) => shakeHands(headers, standalone),
    fetch: options.fetch,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  }
  return { languageModel: (id) => new RalexModel(id, deps) }
}
