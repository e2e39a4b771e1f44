// The mapping to OpenCode 2 by itself; OpenCode 2 was never run.
import { expect, test } from "bun:test"
import { adaptHooks, type Context } from "../../../plugin/v2/adapt-hooks.ts"
import plugin from "../../../ralex.ts"

function host() {
  const registered: Record<string, (event: never) => unknown> = {}
  const disposed: string[] = []
  const hook = async (name: string, run: (event: never) => unknown) => {
    registered[name] = run
    return { dispose: async () => void disposed.push(name) }
  }
  const context = { tool: { hook }, aisdk: { hook } } as unknown as Context
  const call = (name: string, event: object) => registered[name]?.(event as never)
  return { context, call, disposed }
}

const sdk = { name: "opencode-ralex", create: () => "ours" }

test("a denial is thrown, arguments are handed on, and what is no object is denied", async () => {
  const { context, call } = host()
  const seen: unknown[] = []
  const before = async (input: object, output: { args: unknown }) => {
    seen.push({ ...input, ...output })
    if (seen.length > 1) throw new Error("blocked")
  }
  await adaptHooks({ "tool.execute.before": before }, context, sdk)
  const event = { tool: "shell", sessionID: "s", id: "c", input: { command: "ls" } }
  await call("execute.before", event)
  expect(seen).toEqual([{ tool: "shell", sessionID: "s", callID: "c", args: { command: "ls" } }])
  await expect(call("execute.before", event)).rejects.toThrow("blocked")
  await expect(call("execute.before", { ...event, input: "ls" })).rejects.toThrow("does not run")
})

test("results are masked, only our package is answered, and all is taken back", async () => {
  const { context, call, disposed } = host()
  const after = async (_call: object, output: { output: string }) => {
    output.output = "masked"
  }
  const close = await adaptHooks({ "tool.execute.after": after }, context, sdk)
  const result = { content: "secret" }
  await call("execute.after", {
    tool: "read",
    sessionID: "s",
    id: "c",
    input: {},
    status: "completed",
    result,
  })
  expect(result.content).toBe("masked")
  const asks = [{ package: "opencode-ralex" }, { package: "other" }].map((ask) => ({ ...ask, options: {} }))
  for (const ask of asks) call("sdk", ask)
  expect(asks.map((ask) => "sdk" in ask)).toEqual([true, false])
  await close()
  expect(disposed).toEqual(["sdk", "execute.after", "execute.before"])
})

test("nothing of it is in what OpenCode loads", () => {
  expect(Object.keys(plugin).sort()).toEqual(["id", "server"])
})
