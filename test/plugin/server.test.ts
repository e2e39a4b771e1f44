// The plugin as OpenCode meets it: it announces its instance, its hooks work together, and dispose takes it back.
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Hooks, PluginInput } from "@opencode-ai/plugin"
import { type Environment, HANDSHAKE, type Instance, runtimeSlot } from "../../config/index.ts"
import { serverWith } from "../../plugin/server.ts"
import {
  callOf,
  closeSamples,
  messageEvent,
  PROVIDER_URL,
  paramsOf,
  type Sample,
  sample,
} from "./sample-opencode.ts"

const { argv, exitCode } = process
const { environment: captured } = runtimeSlot()

beforeEach(() => {
  process.argv = ["/bin/bun", "/opencode", "run", "hi"]
})

afterEach(async () => {
  process.argv = argv
  process.exitCode = exitCode ?? 0
  runtimeSlot().environment = captured
  await closeSamples()
})

interface Started extends Sample {
  hooks: Hooks
  /** The instance that this plugin announced, while it lives. */
  announced: () => Instance | undefined
}

async function start(
  given: { yaml?: string; options?: Record<string, unknown>; error?: string } = {},
): Promise<Started> {
  const it = await sample()
  const { project } = it.instance
  mkdirSync(project, { recursive: true })
  if (given.yaml) writeFileSync(join(project, "ralex.yaml"), given.yaml)
  const environment: Environment = it.instance.environment
  runtimeSlot().environment = { environment, error: given.error }
  const input = {
    client: it.client.client,
    directory: project,
    worktree: "/",
    serverUrl: new URL("http://127.0.0.1:4096"),
  } as unknown as PluginInput
  const hooks = await serverWith(PROVIDER_URL)(input, given.options)
  const announced = () => [...runtimeSlot().instances.values()].find((each) => each.project === project)
  return { ...it, hooks, announced }
}

describe("the plugin", () => {
  test("announces its instance with a nonce of its own, and takes it back", async () => {
    const [one, two] = [await start(), await start()]
    expect(one.announced()?.nonce).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.announced()?.nonce).not.toBe(two.announced()?.nonce)
    await one.hooks.dispose?.()
    expect(one.announced()).toBeUndefined()
    expect(two.announced()).toBeDefined()
    await two.hooks.dispose?.()
  })

  test("puts that nonce on its calls, and what it holds is settled by its events", async () => {
    const it = await start()
    const output = { headers: {} as Record<string, string> }
    await it.hooks["chat.headers"]?.(callOf({ provider: "ralex" }), output)
    expect(output.headers[HANDSHAKE.nonce]).toBe(it.announced()?.nonce ?? "none")
    await it.hooks["chat.params"]?.(callOf(), paramsOf(8_000))
    await it.hooks.event?.({ event: messageEvent() as never })
    expect(await it.ledger.calls({})).toMatchObject([{ status: "settled", costNano: 12_300_000n }])
    await it.hooks.dispose?.()
  })

  test("leaves what is still open at its end counted as held", async () => {
    const it = await start()
    await it.hooks["chat.params"]?.(callOf(), paramsOf(8_000))
    await it.hooks.dispose?.()
    expect(await it.ledger.calls({})).toMatchObject([{ status: "unreconciled" }])
  })

  test("says once what an untrusted project may not decide", async () => {
    const said = spyOn(console, "error").mockImplementation(() => {})
    const it = await start({ yaml: "mode: off\n" })
    const lines = said.mock.calls.map(([line]) => line)
    said.mockRestore()
    expect(lines).toEqual([expect.stringContaining("run `ralex trust`")])
    expect(it.announced()?.loaded.config.mode).toBe("yolo")
    expect(it.announced()?.loaded.notices).toEqual([expect.stringContaining("ignores mode in")])
    await it.hooks.dispose?.()
  })

  test("reads its options as the project's", async () => {
    const it = await start({ options: { mode: "guard", budgets: { daily: 1 } } })
    expect(it.announced()?.loaded.config).toMatchObject({ mode: "guard", budgets: { daily: 1 } })
    await it.hooks.dispose?.()
  })

  test("makes no call when the environment could not be read, and names the fix", async () => {
    const it = await start({
      error: 'RALEX_BUDGET_DAILY is "five"; it must be a budget in USD such as 2.50.',
    })
    expect(it.announced()?.loaded.error).toMatch(/^RALEX_BUDGET_DAILY is "five".*Mend it in the environment/)
    await expect(it.hooks["chat.params"]?.(callOf(), paramsOf(1))).rejects.toThrow("Ralex made no call")
    await it.hooks.dispose?.()
  })

  test("a blocked call and a stopped budget reach the exit code", async () => {
    const it = await start({ options: { budgets: { daily: 0 } } })
    const call = { tool: "bash", sessionID: "ses_1", callID: "a" }
    await expect(it.hooks["tool.execute.before"]?.(call, { args: { command: "rm -rf ~" } })).rejects.toThrow(
      "Ralex",
    )
    await expect(it.hooks["chat.params"]?.(callOf(), paramsOf(8_000))).rejects.toThrow("budget")
    await it.hooks.dispose?.()
    expect(process.exitCode).toBe(3)
  })

  test("a run without incident keeps OpenCode's own exit code", async () => {
    process.exitCode = 1
    const it = await start()
    await it.hooks.dispose?.()
    expect(process.exitCode).toBe(1)
  })
})
