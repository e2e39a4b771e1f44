// The OpenRouter keys as the command line finds them: where OpenCode would.
import { type Config, type Environment, type KeyPlace, keyPlace, openRouterKeys } from "../config/index.ts"

export interface FoundKeys {
  place: KeyPlace
  values: string[]
  /** Why there is none, in plain words, where there is more to say than that. */
  trouble: string | undefined
}

/** Runs the person's `apiKeyCommand` where it is its turn. */
export async function findKeys(
  environment: Environment,
  config: Pick<Config, "apiKeyCommand">,
): Promise<FoundKeys> {
  const { apiKeys, printKey } = openRouterKeys(environment, config)
  const trouble = await printKey?.()
  return { place: keyPlace(environment, config), values: apiKeys(), trouble }
}
