// The config hook: registers the provider and its models, takes secrets and redirections out of what a project may
// have written, and in yolo mode sets the three permissions; never against what the person wrote.
import type { Config } from "@opencode-ai/plugin"
import { type Instance, knownUpstreamKeys, storedKey, verifyOnFailure } from "../config/index.ts"
import { declareCommands } from "./commands/declare-commands.ts"
import { keepSecretsIn } from "./keep-secrets-in.ts"
import { letVerify } from "./let-verify.ts"
import { type Models, openCodeModels } from "./opencode-models.ts"

type Provider = NonNullable<Config["provider"]>[string]

export function configure(config: Config, instance: Instance, providerUrl: string): void {
  const { ralex: own, openrouter, ...others } = config.provider ?? {}
  config.provider = {
    ...others,
    ...(openrouter ? { openrouter: atItsOwnAddress(openrouter) } : {}),
    ralex: {
      name: own?.name ?? "Ralex",
      npm: providerUrl,
      models: withOwnNames(openCodeModels(instance.loaded.config), own?.models ?? {}),
    },
  }
  tellEmptied(keepSecretsIn(outsideOpenRouter(config), secretsOf(instance)), instance)
  declareCommands(config)
  config.model ??= "ralex/auto"
  config.small_model ??= "ralex/cheap"
  if (instance.loaded.config.mode === "yolo") allowQuietly(config)
  if (verifyOnFailure(instance.loaded.config) !== "off") letVerify(config)
}

/**
 * Of the models that opencode.json declares for Ralex only the names count: their `provider`, `id` or `options` would
 * lead the call, with its nonce, to a module and an address of the project's choice.
 */
function withOwnNames(ours: Models, own: Models): Models {
  const named = Object.entries(ours).map(([id, model]) => {
    const name = own[id]?.name
    return [id, name === undefined ? model : { ...model, name }]
  })
  return Object.fromEntries(named)
}

/** OpenCode's own OpenRouter provider uses the same key, so it may go nowhere else. */
function atItsOwnAddress({ npm: _npm, api: _api, options = {}, models = {}, ...rest }: Provider): Provider {
  const { baseURL: _baseUrl, ...kept } = options
  const led = Object.entries(models).map(([id, { provider: _provider, ...model }]) => [id, model])
  return { ...rest, options: kept, models: Object.fromEntries(led) }
}

/** OpenRouter's own provider may hold OpenRouter's key. */
function outsideOpenRouter(config: Config): Config {
  const { openrouter: _openrouter, ...others } = config.provider ?? {}
  return { ...config, provider: others }
}

function secretsOf({ environment, loaded, ...instance }: Instance): string[] {
  const ledger = environment.ledger.startsWith("sqlite:") ? undefined : environment.ledger
  const stored = storedKey(environment.paths.opencodeData)
  const { apiKeys, serverPassword, webhookSecret } = environment
  const { webhook } = loaded.config.alerts // whoever has the address can post to it
  const secrets = [
    ...apiKeys,
    ...instance.apiKeys(),
    stored,
    ledger,
    serverPassword,
    webhookSecret,
    webhook,
    ...knownUpstreamKeys(),
  ]
  return secrets.flatMap((secret) => (secret ? [secret] : []))
}

function tellEmptied(paths: string[], instance: Instance): void {
  if (paths.length === 0) return
  const text = `Ralex emptied ${paths.join(", ")} in OpenCode's configuration: it held a secret that must not leave this process.`
  instance.tell({ level: "warning", text })
}

// Only these three: `"*": "allow"` or `edit: "allow"` would let the plan agent write (facts/opencode.md section 11).
const QUIET = { external_directory: "allow", doom_loop: "allow", read: "allow" } as const

/** Placed before the person's own keys, of which the last that matches wins. */
function allowQuietly(config: Config): void {
  const own: unknown = config.permission
  if (typeof own === "string") return
  config.permission = { ...QUIET, ...(own as object | undefined) } as NonNullable<Config["permission"]>
}
