// One process that begins as OpenCode's does with Ralex: `bun first-call-worker.ts FILE URL HOME` loads the file as plugin and as
// provider, sets it up, makes a call and guards a tool call. Prints what each step cost as JSON.
import "node:child_process" // What OpenCode itself has loaded by then is no cost of ours.
import "node:crypto"
import "node:fs"
import "node:fs/promises"
import "node:util"
import "bun:sqlite"
import type { Hooks, Plugin } from "@opencode-ai/plugin"
import type { RalexProvider } from "../../provider/create-ralex.ts"
import { askOf, KEY } from "../overhead/asks.ts"
import type { Step } from "./beginnings.ts"

interface Ralex {
  default: { server: Plugin }
  createRalex: (options: object) => RalexProvider
}

const [file = "", url = "", home = ""] = process.argv.slice(2)
const folders = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"]
Object.assign(process.env, Object.fromEntries(folders.map((name) => [name, home])), {
  OPENROUTER_API_KEY: KEY,
  RALEX_BASE_URL: url,
  RALEX_BUDGET_DAILY: "1000",
})

const steps: Step[] = []
let before = { cpu: process.cpuUsage(), memory: process.memoryUsage().rss }

function end(name: string): void {
  const { user, system } = process.cpuUsage(before.cpu)
  const memory = (process.memoryUsage().rss - before.memory) / 1e6
  steps.push({ name, cpuMs: (user + system) / 1e3, memory })
  before = { cpu: process.cpuUsage(), memory: process.memoryUsage().rss }
}

const ralex: Ralex = await import(file)
end("import")

const session = "ses_1"
const answer = async () => ({ data: { id: session } })
const client = new Proxy({}, { get: () => new Proxy({}, { get: () => answer }) })
const place = { directory: home, worktree: home, serverUrl: new URL("http://127.0.0.1:4096") }
const hooks = await ralex.default.server({ client, ...place } as never)
const config: Parameters<NonNullable<Hooks["config"]>>[0] = {}
await hooks.config?.(config)
end("set-up of the plugin")

let isSent = false
const sending = async (...request: Parameters<typeof fetch>): Promise<Response> => {
  if (!isSent) end("first call until it is sent")
  isSent = true
  return fetch(...request)
}
const npm = config.provider?.ralex?.npm
const model = ralex.createRalex({ fetch: sending }).languageModel("auto")
const headers = { headers: {} }
const call = { sessionID: session, agent: "build", message: { id: "msg_1" }, provider: { id: "ralex" } }
await hooks["chat.headers"]?.(
  { ...call, model: { providerID: "ralex", id: "auto", api: { npm } } } as never,
  headers,
)
const { stream } = await model.doStream({ ...askOf("opencode", 0), ...headers })
for await (const part of stream) if (part.type === "error") throw part.error
if (!isSent) throw new Error("No call was made.")
end("its answer and settlement")

const tool = { tool: "bash", sessionID: session, callID: "call_1" }
await hooks["tool.execute.before"]?.(tool, { args: { command: "git status && ls -la src" } })
end("first verdict of the guard")
await hooks.dispose?.()
process.stderr.write(JSON.stringify(steps))
process.exit(0)
