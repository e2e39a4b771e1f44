// The whole plugin and the provider behind one server, and what OpenCode tells them of a session from its first event on.
import type { Hooks, PluginInput } from "@opencode-ai/plugin"
import { runtimeSlot } from "../../config/index.ts"
import { serverWith } from "../../plugin/server.ts"
import { callOf, fakeClient, messageEvent, PROVIDER_URL, paramsOf } from "../plugin/sample-opencode.ts"
import { KEY, type StageGiven, stage } from "../provider/stage.ts"

export interface ServedPlugin {
  /** A session that begins, says something and asks for a permission that nobody answers. */
  see: (session: string) => Promise<void>
  /** One that also chooses a tier, calls models of Ralex's and of another provider, and runs a command. */
  work: (session: string) => Promise<void>
  /** What the simulator keeps is not the server's. */
  forget: () => void
  close: () => Promise<void>
}

export async function servedPlugin(simulator: NonNullable<StageGiven["simulator"]>): Promise<ServedPlugin> {
  const it = await stage({ simulator })
  const { environment, project } = it.instance
  const slot = runtimeSlot()
  const captured = slot.environment
  slot.environment = { environment, error: undefined }
  const fake = fakeClient()
  const hooks = await serverWith(PROVIDER_URL)({
    client: fake.client,
    directory: project,
    worktree: "/",
    serverUrl: new URL("http://127.0.0.1:4096"),
  } as unknown as PluginInput)
  for (const instance of slot.instances.values()) instance.apiKeys = () => [KEY]
  const see = (session: string) => seeSession(hooks, session)
  return {
    see,
    work: async (session) => {
      await see(session)
      const command = await sayCommand(hooks, session)
      await it.call({ session, headers: await headersFor(hooks, session, command), ask: "/ralex-tier smart" })
      const ask = `msg_${session}`
      await it.call({
        session,
        headers: await headersFor(hooks, session, ask),
        ask: "What does the cache do?",
      })
      await callOther(hooks, session)
      await runCommand(hooks, session)
      it.simulator.reset()
    },
    forget: () => {
      it.simulator.reset()
      it.told.length = 0
      for (const kept of [fake.toasts, fake.asked, fake.answers]) kept.length = 0
    },
    close: async () => {
      await hooks.dispose?.()
      slot.environment = captured
    },
  }
}

/** As OpenCode sends it: its types name fewer. */
function tell(hooks: Hooks, event: Record<string, unknown>): Promise<void> {
  return hooks.event?.({ event: event as never }) ?? Promise.resolve()
}

async function seeSession(hooks: Hooks, session: string): Promise<void> {
  await tell(hooks, { type: "session.created", properties: { info: { id: session } } })
  await tell(hooks, { type: "session.status", properties: { sessionID: session, status: { type: "busy" } } })
  const message = { id: `msg_${session}`, model: { providerID: "ralex", modelID: "auto" } }
  const said = { message, parts: [{ type: "text", text: "What does the cache do?" }] }
  await hooks["chat.message"]?.({ sessionID: session }, said as never)
  const system = { system: ["You are a coding agent."] }
  await hooks["experimental.chat.system.transform"]?.({ sessionID: session, model: {} } as never, system)
  await headersFor(hooks, session, `msg_${session}`)
  const asked = { id: `per_${session}`, sessionID: session, tool: { callID: `asked_${session}` } }
  await tell(hooks, { type: "permission.asked", properties: asked })
}

/** @returns the message that the command became. */
async function sayCommand(hooks: Hooks, session: string): Promise<string> {
  const output = { parts: [] as never[] }
  const said = { command: "ralex-tier", sessionID: session, arguments: "smart" }
  await hooks["command.execute.before"]?.(said, output)
  const id = `cmd_${session}`
  const message = { id, model: { providerID: "ralex", modelID: "auto" } }
  await hooks["chat.message"]?.({ sessionID: session }, { message, parts: output.parts } as never)
  return id
}

async function headersFor(hooks: Hooks, session: string, message: string): Promise<Record<string, string>> {
  const output = { headers: {} as Record<string, string> }
  const call = callOf({ provider: "ralex", npm: PROVIDER_URL, session })
  await hooks["chat.headers"]?.({ ...call, message: { ...call.message, id: message } } as never, output)
  return output.headers
}

async function callOther(hooks: Hooks, session: string): Promise<void> {
  await hooks["chat.params"]?.(callOf({ session }), paramsOf(8_000))
  await tell(
    hooks,
    messageEvent({ sessionID: session, id: `other_${session}` }) as unknown as Record<string, unknown>,
  )
}

async function runCommand(hooks: Hooks, session: string): Promise<void> {
  const call = { tool: "bash", sessionID: session, callID: `call_${session}` }
  const args = { command: `echo ${session} > notes-${Number(session.split("_").at(-1)) % 500}.txt` }
  await hooks["tool.execute.before"]?.(call, { args })
  const output = { title: "", output: "done\n", metadata: { exit: 0 } }
  await hooks["tool.execute.after"]?.({ ...call, args }, output)
}
