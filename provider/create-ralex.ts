// OpenCode's way in: the factory it calls once per provider, with what opencode.json says.
import { RalexModel } from "./ralex-model.ts"
import { shakeHands } from "./shake-hands.ts"
import { standaloneInstance } from "./standalone-instance.ts"

/** `apiKey` and `baseURL` count only with RALEX_STANDALONE=1: a project's file must not redirect a user's key. */
export interface RalexOptions {
  name?: string
  apiKey?: string
  baseURL?: string
  headers?: Record<string, string>
  fetch?: typeof globalThis.fetch
}

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
