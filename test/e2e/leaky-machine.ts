// A machine on which an unguarded agent would work on the person's key: what a test of failing closed must start from.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { steps } from "../../simulator/index.ts"
import { KEY, type Sandbox, type SandboxOptions, sandbox, writeAt } from "./sandbox.ts"

/** What it tries first leaves a mark, harmless enough for the rules; each ask is two calls. */
const model = steps([
  { toolCalls: [{ name: "bash", arguments: { command: "touch marker", description: "work" } }] },
  { text: "The work is done." },
])

/** Its project has no config of OpenCode's; a key is stored, and an openrouter provider ends at the simulator. */
export async function leakyMachine(options: SandboxOptions = {}): Promise<Sandbox> {
  const box = await sandbox({ model, ...options })
  rmSync(join(box.project, "opencode.json"))
  const openrouter = { options: { baseURL: box.url } }
  const own = { $schema: "https://opencode.ai/config.json", provider: { openrouter } }
  writeAt(join(box.root, "config", "opencode", "opencode.json"), JSON.stringify(own))
  writeAt(join(box.data, "opencode", "auth.json"), JSON.stringify({ openrouter: { type: "api", key: KEY } }))
  return box
}
