// The guard as a start of OpenCode has it: the rules are loaded when a tool call comes into sight, since a session begins with
// a model call. What the person wrote of the rules is read at once: it must not change under a model's hands, and
// its mistakes are told at the start.
import type { Event } from "@opencode-ai/sdk"
import type { Instance } from "../config/index.ts"
import type { Guard, GuardDeps } from "./guard-tool.ts"

export interface LazyGuard extends Guard {
  /** A model begins to write a tool call: the rules are loaded meanwhile. */
  note: (event: Event) => void
}

/** @param load A stand-in for tests. */
export async function lazyGuard(deps: GuardDeps, load = loadGuard): Promise<LazyGuard> {
  const isOff = deps.instance.loaded.config.mode === "off"
  let guard: Guard | undefined
  let loading: Promise<Guard> | undefined
  const loaded = async (): Promise<Guard> => {
    loading ??= load(deps)
    guard = await loading
    return guard
  }
  if (hasOwnRules(deps.instance)) await loaded()
  return {
    before: async (call, output) => {
      if (isOff) return
      const ready = await loaded().catch((error: unknown) => {
        throw new Error(unloaded(error))
      })
      await ready.before(call, output)
    },
    verdictOf: (callId) => guard?.verdictOf(callId),
    ended: (callId) => guard?.ended(callId),
    noteFound: async (session, found) => (await loaded()).noteFound(session, found),
    note: ({ type, properties }) => {
      if (isOff || type !== "message.part.updated" || properties.part.type !== "tool") return
      void loaded().catch(() => {}) // the call itself will say it
    },
  }
}

async function loadGuard(deps: GuardDeps): Promise<Guard> {
  const { guardTool } = await import("./guard-tool.ts")
  return guardTool(deps)
}

function hasOwnRules({ loaded }: Instance): boolean {
  const { packs, allow, deny, rules } = loaded.config.safety
  return packs !== "all" || [allow, deny, rules].some(({ length }) => length > 0)
}

/** Fails closed: what nobody can judge does not run. */
function unloaded(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `Ralex blocked this (ralex.engine-error): the safety rules could not be loaded (${reason}). Instead: Tell the person to start OpenCode again, or to install opencode-ralex again.`
}
