// Where the person's OpenRouter keys come from: the environment, else the command that they named, else OpenCode's store.
// The first that is there counts alone, so that nothing is billed to an account that was not meant.
import type { Environment } from "./environment.ts"
import { knownPrintedKey, printKey } from "./printed-key.ts"
import type { Instance } from "./runtime-slot.ts"
import type { Config } from "./schema.ts"
import { storedKey } from "./stored-key.ts"

export type KeyPlace = "environment" | "command" | "opencode"

type From = Pick<Environment, "apiKeys" | "paths">

export function keyPlace({ apiKeys }: From, { apiKeyCommand }: Pick<Config, "apiKeyCommand">): KeyPlace {
  if (apiKeys.length > 0) return "environment"
  return apiKeyCommand === undefined ? "opencode" : "command"
}

export function openRouterKeys(
  environment: From,
  config: Pick<Config, "apiKeyCommand">,
): Pick<Instance, "apiKeys" | "printKey"> {
  const { apiKeys, paths } = environment
  const { apiKeyCommand: command } = config
  if (keyPlace(environment, config) === "environment") return { apiKeys: () => apiKeys }
  // Read each time, since a person may log in while OpenCode runs.
  if (command === undefined) return { apiKeys: () => listOf(storedKey(paths.opencodeData)) }
  return {
    apiKeys: () => listOf(knownPrintedKey(command)),
    printKey: async (refused) => {
      const printed = await printKey(command, paths.home, refused)
      return printed.kind === "failed" ? `its apiKeyCommand ${printed.reason}` : undefined
    },
  }
}

function listOf(key: string | undefined): string[] {
  return key === undefined ? [] : [key]
}
