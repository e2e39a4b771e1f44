// The stand-in for a plugin when a script uses the provider alone (RALEX_STANDALONE=1): the person's own environment.
import { type Instance, loadConfig, readEnvironment } from "../config/index.ts"
import type { RalexOptions } from "./ralex-options.ts"

export function standaloneInstance(options: RalexOptions): Instance {
  const environment = readEnvironment(process.env)
  const project = process.cwd()
  return {
    nonce: "",
    run: crypto.randomUUID(),
    project,
    environment: { ...environment, baseUrl: options.baseURL ?? environment.baseUrl },
    loaded: loadConfig({ environment, project }),
    apiKey: () => options.apiKey ?? environment.apiKeys[0],
    tell: ({ text }) => console.error(text),
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    commands: new Map(),
  }
}
