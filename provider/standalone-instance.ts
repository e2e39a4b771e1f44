// The stand-in for a plugin when a script uses the provider alone (RALEX_STANDALONE=1): the person's own environment.
import { LRUCache } from "lru-cache"
import {
  type Environment,
  type Instance,
  keyPlace,
  type LoadedConfig,
  loadConfig,
  openRouterKeys,
  readEnvironment,
  readUpstreamKeys,
} from "../config/index.ts"
import type { RalexOptions } from "./ralex-options.ts"

/** Each is said once, but for one that so many others came after. */
const MOST_SENTENCES = 1_000

export function standaloneInstance(options: RalexOptions): Instance {
  const environment = readEnvironment(process.env)
  const project = process.cwd()
  const said = new LRUCache<string, true>({ max: MOST_SENTENCES })
  const loaded = withWrittenCaps(loadConfig({ environment, project }))
  readUpstreamKeys(loaded.config.upstreams, process.env)
  return {
    nonce: "",
    run: crypto.randomUUID(),
    project,
    environment: { ...environment, baseUrl: options.baseURL ?? environment.baseUrl },
    loaded,
    ...keysOf(options, environment, loaded),
    tell: ({ text }) => {
      if (!said.get(text)) console.error(text)
      said.set(text, true)
    },
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
}

/** What the script hands in comes before all; a stored login is OpenCode's, and no script's. */
function keysOf(
  { apiKey }: RalexOptions,
  environment: Environment,
  { config }: LoadedConfig,
): Pick<Instance, "apiKeys" | "printKey"> {
  if (apiKey) return { apiKeys: () => [apiKey] }
  const place = keyPlace(environment, config)
  return place === "opencode" ? { apiKeys: () => [] } : openRouterKeys(environment, config)
}

/** A script may well ask the same thing often; for it to be a loop somebody has to have set the cap. */
function withWrittenCaps(loaded: LoadedConfig): LoadedConfig {
  const { callsPerTurn = null, callsPerMinute = null } = loaded.written.budgets ?? {}
  const budgets = { ...loaded.config.budgets, callsPerTurn, callsPerMinute }
  return { ...loaded, config: { ...loaded.config, budgets } }
}
