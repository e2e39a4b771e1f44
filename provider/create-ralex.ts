// OpenCode's way in: the factory it calls once per provider, with what opencode.json says.
import type { LanguageModelV3 } from "@ai-sdk/provider"
import { LazyModel } from "./lazy-model.ts"
import type { ModelDeps } from "./ralex-model.ts"
import type { RalexOptions } from "./ralex-options.ts"

export interface RalexProvider {
  /** `auto`, a tier (`free`, `cheap`, `smart`, `premium`), or an OpenRouter model by its own id. */
  languageModel: (id: string) => LanguageModelV3
}

export function createRalex(options: RalexOptions = {}): RalexProvider {
  const isAlone = process.env.RALEX_STANDALONE === "1"
  let deps: Promise<ModelDeps> | undefined
  return {
    languageModel: (id) =>
      new LazyModel(id, () => {
        deps ??= depsOf(options, isAlone)
        return deps
      }),
  }
}

async function depsOf(options: RalexOptions, isAlone: boolean): Promise<ModelDeps> {
  const { shakeHands } = await import("./shake-hands.ts")
  const standalone = isAlone
    ? (await import("./standalone-instance.ts")).standaloneInstance(options)
    : undefined
  return {
    shakeHands: (headers) => shakeHands(headers, standalone),
    fetch: options.fetch,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  }
}
