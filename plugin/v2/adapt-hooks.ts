// UNTESTED in OpenCode 2, and loaded by nothing: how its hooks map to ours, by its public documentation of November 2026.
// docs/compatibility.md says what is missing. Its types are written down here as far as they are used.
import type { Hooks } from "@opencode-ai/plugin"

interface ToolCall {
  tool: string
  sessionID: string
  /** Of the call. */
  id: string
  input: unknown
}

type ToolEnd = ToolCall &
  ({ status: "completed"; result: { content?: unknown } } | { status: "error"; error: unknown })

interface SdkAsk {
  package: string
  options: Record<string, unknown>
  sdk?: unknown
}

interface Registration {
  dispose: () => Promise<void>
}

/** What `setup(ctx)` is handed. */
export interface Context {
  tool: {
    hook: ((name: "execute.before", run: (call: ToolCall) => Promise<void>) => Promise<Registration>) &
      ((name: "execute.after", run: (end: ToolEnd) => Promise<void>) => Promise<Registration>)
  }
  aisdk: { hook: (name: "sdk", run: (ask: SdkAsk) => void) => Promise<Registration> }
}

/**
 * @param hooks What the plugin hands to OpenCode 1.
 * @param sdk Ralex's provider, and the name that a configuration gives to its package.
 * @returns the cleanup that OpenCode 2 calls.
 */
export async function adaptHooks(
  hooks: Pick<Hooks, "tool.execute.before" | "tool.execute.after" | "dispose">,
  { tool, aisdk }: Context,
  sdk: { name: string; create: (options: Record<string, unknown>) => unknown },
): Promise<() => Promise<void>> {
  const registrations = [
    await tool.hook("execute.before", async (call) => {
      const output = { args: asArguments(call.input) }
      await hooks["tool.execute.before"]?.(callOf(call), output)
      call.input = output.args
    }),
    await tool.hook("execute.after", async (end) => {
      if (end.status !== "completed" || typeof end.result.content !== "string") return
      const output = { title: "", output: end.result.content, metadata: {} }
      await hooks["tool.execute.after"]?.({ ...callOf(end), args: asArguments(end.input) }, output)
      end.result.content = output.output
    }),
    await aisdk.hook("sdk", (ask) => {
      if (ask.package === sdk.name) ask.sdk = sdk.create(ask.options)
    }),
  ]
  return async () => {
    for (const registration of registrations.toReversed()) await registration.dispose()
    await hooks.dispose?.()
  }
}

function callOf({ tool, sessionID, id }: ToolCall) {
  return { tool, sessionID, callID: id }
}

/** @throws where a tool is called with something else: what can not be judged does not run. */
function asArguments(input: unknown): Record<string, unknown> {
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return { ...input }
  throw new Error("Ralex can not judge a tool call without named arguments, so it does not run.")
}
