// OpenCode without Ralex: the same simulated OpenRouter as a provider of its own configuration.
import { join } from "node:path"
import { OTHER_KEY, type Sandbox, writeAt } from "../../test/e2e/sandbox.ts"

/** Dear enough to be what people would use for all their work. */
export const PLAIN_MODEL = "anthropic/claude-sonnet-5"

/** Into the project's opencode.json. */
export function addPlainProvider(box: Sandbox): void {
  const own = JSON.parse(box.file("opencode.json"))
  const text = JSON.stringify({ ...own, model: `plain/${PLAIN_MODEL}`, provider: plainProvider(box.url) })
  writeAt(join(box.project, "opencode.json"), text)
}

function plainProvider(url: string): Record<string, unknown> {
  return {
    plain: {
      npm: "@ai-sdk/openai-compatible",
      name: "Plain",
      options: { baseURL: url, apiKey: OTHER_KEY },
      models: {
        [PLAIN_MODEL]: {
          name: "Plain",
          tool_call: true,
          limit: { context: 200_000, output: 8_000 },
          cost: { input: 3, output: 15 },
        },
      },
    },
  }
}
