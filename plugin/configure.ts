// The config hook: registers the provider and its models, and in yolo mode the three permissions; never against what
// the person wrote.
import type { Config } from "@opencode-ai/plugin"
import { applyProfile, type Instance } from "../config/index.ts"
import { type Models, openCodeModels } from "./opencode-models.ts"

export function configure(config: Config, instance: Instance, providerUrl: string): void {
  const own = config.provider?.ralex
  config.provider = {
    ...config.provider,
    ralex: {
      ...own,
      name: own?.name ?? "Ralex",
      npm: providerUrl,
      models: mergeModels(openCodeModels(applyProfile(instance.loaded.config)), own?.models ?? {}),
    },
  }
  config.model ??= "ralex/auto"
  config.small_model ??= "ralex/cheap"
  if (instance.loaded.config.mode === "yolo") allowQuietly(config)
}

/** The person's own keys win, but not the limits: what `ralex init` wrote there is only a stand-in. */
function mergeModels(ours: Models, own: Models): Models {
  const merged = Object.entries(ours).map(([id, model]) => [id, { ...model, ...own[id], limit: model.limit }])
  return { ...own, ...Object.fromEntries(merged) }
}

// Only these three: `"*": "allow"` or `edit: "allow"` would let the plan agent write (facts/opencode.md section 11).
const QUIET = { external_directory: "allow", doom_loop: "allow", read: "allow" } as const

/** Placed before the person's own keys, of which the last that matches wins. */
function allowQuietly(config: Config): void {
  const own: unknown = config.permission
  if (typeof own === "string") return
  config.permission = { ...QUIET, ...(own as object | undefined) } as NonNullable<Config["permission"]>
}
