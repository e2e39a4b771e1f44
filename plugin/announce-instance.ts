// Reads what the person and the project want, and puts this instance into the slot where the provider finds it.
import type { PluginInput, PluginOptions } from "@opencode-ai/plugin"
import {
  captureEnvironment,
  captureUpstreamKeys,
  type Instance,
  loadConfig,
  openRouterKeys,
  runtimeSlot,
} from "../config/index.ts"
import { tellPerson } from "./tell-person.ts"
import { warnOpenServer } from "./warn-open-server.ts"

export async function announceInstance(
  input: PluginInput,
  options: PluginOptions | undefined,
): Promise<{ instance: Instance; forget: () => void }> {
  const { environment, error } = await captureEnvironment(process.env)
  const project = projectRoot(input)
  const loaded = loadConfig({ environment, project, options })
  await captureUpstreamKeys(loaded.config.upstreams, process.env)
  const tell = tellPerson(input.client)
  const instance: Instance = {
    nonce: crypto.randomUUID(),
    run: crypto.randomUUID(),
    project,
    environment,
    loaded: error === undefined ? loaded : { ...loaded, error: withFix(error) },
    ...openRouterKeys(environment, loaded.config),
    tell,
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
  const { instances } = runtimeSlot()
  instances.set(instance.nonce, instance)
  for (const text of loaded.notices) tell({ level: "warning", text })
  warnOpenServer(instance, process.argv)
  return { instance, forget: () => instances.delete(instance.nonce) }
}

/** OpenCode says "/" as the worktree of a directory without git. */
function projectRoot({ worktree, directory }: PluginInput): string {
  return worktree === "/" || worktree === "" ? directory : worktree
}

function withFix(error: string): string {
  return `${error} Mend it in the environment, then start OpenCode again; until then Ralex makes no call.`
}
