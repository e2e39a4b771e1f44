// The plugin as OpenCode imports it: all that it does is loaded when OpenCode sets it up, so that the import that finds
// `createRalex` in the same file, and any that only looks, stay cheap.
import type { Plugin } from "@opencode-ai/plugin"

/** @param providerUrl file URL of the module that exports `createRalex`; the same file when bundled. */
export function lazyServer(providerUrl: string): Plugin {
  return async (input, options) => {
    const { serverWith } = await import("./server.ts")
    return serverWith(providerUrl)(input, options)
  }
}
