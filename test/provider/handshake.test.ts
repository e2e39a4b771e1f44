// Fail-closed: without a healthy plugin of this very instance behind it, no call leaves the machine.
import { afterEach, describe, expect, test } from "bun:test"
import { HANDSHAKE } from "../../config/index.ts"
import { createRalex } from "../../provider/index.ts"
import { closeStages, headersOf, KEY, stage, user } from "./stage.ts"

afterEach(closeStages)

describe("the handshake", () => {
  test("a call that the plugin vouched for is made", async () => {
    const it = await stage()
    expect((await it.call()).finish?.finishReason.unified).toBe("stop")
    expect(it.simulator.requests()).toHaveLength(1)
  })

  test.each([
    ["no headers", () => ({})],
    ["OpenCode's own headers only", () => ({ "X-Session-Id": "ses_1" })],
    ["a made-up nonce", () => ({ [HANDSHAKE.nonce]: crypto.randomUUID() })],
    ["an empty nonce", () => ({ [HANDSHAKE.nonce]: "" })],
    [
      "another project's name",
      (all: Record<string, string>) => ({ ...all, [HANDSHAKE.project]: encodeURIComponent("/other") }),
    ],
    [
      "no project",
      ({ [HANDSHAKE.project]: _project, ...all }: Record<string, string>) => all as Record<string, string>,
    ],
    ["all but the nonce", (all: Record<string, string>) => ({ ...all, [HANDSHAKE.nonce]: "x" })],
  ])("%s: refused, and nothing is asked upstream", async (_what, change) => {
    const it = await stage()
    const error = await it.refused({ headers: change(headersOf(it.instance, {})) })
    expect(error.message).toContain("its plugin is not loaded")
    expect(error.message).toContain("ralex doctor")
    expect(it.simulator.requests()).toEqual([])
    expect(await it.calls()).toEqual([])
  })

  test("the nonce of an instance that has ended is a stranger's", async () => {
    const it = await stage()
    const headers = headersOf(it.instance, {})
    await closeStages()
    const other = await stage()
    expect((await other.refused({ headers })).message).toContain("its plugin is not loaded")
    expect(other.simulator.requests()).toEqual([])
    expect(it.simulator.requests()).toEqual([])
  })

  test("of two instances each call is counted and configured by its own", async () => {
    const [one, two] = [await stage(), await stage({ config: { budgets: { daily: 0, onLimit: "stop" } } })]
    await one.call()
    expect((await two.refused()).message).toContain("budget")
    expect([one.simulator.requests().length, two.simulator.requests().length]).toEqual([1, 0])
  })

  test("a project's opencode.json can not send the key elsewhere", async () => {
    const [it, elsewhere] = [await stage(), await stage()]
    const options = {
      apiKey: "theirs",
      baseURL: elsewhere.instance.environment.baseUrl,
      headers: { "x-a": "b" },
    }
    const model = createRalex(options).languageModel("auto")
    const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }]
    await model.doStream({ prompt, headers: headersOf(it.instance, {}) })
    expect(elsewhere.simulator.requests()).toEqual([])
    expect(it.simulator.requests()[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` })
  })
})

describe("what stands against any call", () => {
  test("a configuration that can not be read", async () => {
    const it = await stage()
    it.instance.loaded.error = 'ralex.yaml:1:1: mode is "yol"; allowed: off, guard, yolo'
    expect((await it.refused()).message).toStartWith("Ralex made no call: ralex.yaml:1:1")
    expect(it.simulator.requests()).toEqual([])
  })

  test("no key", async () => {
    const it = await stage({ keys: [] })
    expect((await it.refused()).message).toContain("opencode auth login")
    expect(it.simulator.requests()).toEqual([])
  })

  test("a model that is not in the catalogue", async () => {
    const it = await stage()
    const error = await it.refused({ model: "nobody/nothing" })
    expect(error.message).toContain('no OpenRouter model "nobody/nothing"')
    expect(it.simulator.requests()).toEqual([])
  })

  test("a budget whose ledger can not be used; without a budget the call is made", async () => {
    const budgeted = await stage({ config: { budgets: { daily: 5 } } })
    budgeted.instance.environment = {
      ...budgeted.instance.environment,
      ledger: "sqlite:/proc/nowhere/ledger.db",
    }
    expect((await budgeted.refused()).message).toContain("a budget is set but the ledger can not be used")
    expect(budgeted.simulator.requests()).toEqual([])

    const free = await stage()
    free.instance.environment = { ...free.instance.environment, ledger: "sqlite:/proc/nowhere/ledger.db" }
    expect((await free.call()).finish).toBeDefined()
    expect(free.told.join()).toContain("in memory only")
  })

  test("a call without streaming needs the handshake as well", async () => {
    const call = createRalex()
      .languageModel("auto")
      .doGenerate({ prompt: [user("hi")] })
    await expect(call).rejects.toThrow("its plugin is not loaded")
  })
})
