// What `opencode-ralex` and `opencode-ralex/server` export, as their users see it: scripts/build.ts makes dist/ralex.d.ts of
// it, with the AI SDK's types written out. test/package/types.test.ts holds that ralex.ts is that.
import type { LanguageModelV3 } from "@ai-sdk/provider"
import type { RalexOptions } from "../provider/ralex-options.ts"

export type { RalexOptions }

export interface RalexProvider {
  /** `auto`, a tier (`free`, `cheap`, `smart`, `premium`), or an OpenRouter model by its own id. */
  languageModel: (id: string) => LanguageModelV3
}

/** The provider. Without the plugin in the same process its models refuse each call, unless RALEX_STANDALONE=1. */
export declare function createRalex(options?: RalexOptions): RalexProvider

/** The plugin, in the form that OpenCode's `PluginModule` has. */
declare const plugin: {
  id: string
  /** @param input What OpenCode gives to a plugin. @returns its hooks. */
  server: (input: unknown, options?: Record<string, unknown>) => Promise<object>
}
export default plugin
