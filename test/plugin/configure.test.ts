// The config hook registers Ralex, and never goes against what the person wrote.
import { afterEach, describe, expect, test } from "bun:test"
import type { Config } from "@opencode-ai/plugin"
import { findModel, toolModels } from "../../ledger/index.ts"
import { configure } from "../../plugin/configure.ts"
import { closeSamples, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

const url = "file:///ralex/provider.ts"

async function configured(config: Config = {}, ralex: Parameters<typeof sample>[0] = {}): Promise<Config> {
  configure(config, (await sample(ralex)).instance, url)
  return config
}

describe("permissions", () => {
  test("yolo sets exactly three, in this order", async () => {
    const { permission } = await configured()
    expect(JSON.stringify(permission)).toBe(
      '{"external_directory":"allow","doom_loop":"allow","read":"allow"}',
    )
  })

  test("they stand before the person's own, of which the last that matches wins", async () => {
    const own = { "*": "ask", edit: "deny", read: { "*.env": "deny" } } as unknown as NonNullable<
      Config["permission"]
    >
    const { permission } = await configured({ permission: own })
    expect(Object.keys(permission ?? {})).toEqual(["external_directory", "doom_loop", "read", "*", "edit"])
    expect(permission as unknown).toMatchObject({ edit: "deny", read: { "*.env": "deny" }, "*": "ask" })
  })

  test.each(["ask", "deny", "allow"])("the person's %j for everything is left alone", async (own) => {
    const { permission } = await configured({
      permission: own as unknown as NonNullable<Config["permission"]>,
    })
    expect(permission as unknown).toBe(own)
  })

  test.each(["guard", "off"] as const)("mode %s sets none", async (mode) => {
    expect((await configured({}, { mode })).permission).toBeUndefined()
    const own = { edit: "ask" } as const
    expect((await configured({ permission: own }, { mode })).permission).toEqual(own)
  })
})

describe("models", () => {
  test("auto, the tiers and every model with tools are registered at the given file", async () => {
    const { provider } = await configured()
    const ids = Object.keys(provider?.ralex?.models ?? {})
    expect(provider?.ralex).toMatchObject({ name: "Ralex", npm: url })
    expect(ids.slice(0, 5)).toEqual(["auto", "free", "cheap", "smart", "premium"])
    expect(ids).toHaveLength(5 + toolModels().length)
    for (const model of Object.values(provider?.ralex?.models ?? {})) {
      expect(model).toMatchObject({ tool_call: true })
      expect(model.limit?.context).toBeGreaterThan(0) // 0 would switch compaction off
      expect(model.limit?.output).toBeGreaterThan(0)
    }
  })

  test("auto declares the context that each of its tiers can hold", async () => {
    const tiers = {
      cheap: ["openai/gpt-6-luna"],
      smart: ["anthropic/claude-sonnet-5"],
      premium: ["deepseek/deepseek-r1"],
    }
    const { provider } = await configured({}, { tiers })
    const contexts = Object.values(tiers).map(([id = ""]) => findModel(id)?.contextTokens ?? 0)
    expect(provider?.ralex?.models?.auto?.limit?.context).toBe(Math.min(...contexts))
  })

  test("a pinned model has its list price, in USD per million tokens", async () => {
    const { provider } = await configured()
    expect(provider?.ralex?.models?.["anthropic/claude-sonnet-5"]?.cost).toEqual({
      input: 2,
      output: 10,
      cache_read: 0.2,
      cache_write: 2.5,
    })
  })

  test("the defaults are Ralex's, unless the person chose", async () => {
    expect(await configured()).toMatchObject({ model: "ralex/auto", small_model: "ralex/cheap" })
    const own = { model: "anthropic/claude-opus-5.5", small_model: "openai/gpt-6-luna" }
    expect(await configured({ ...own })).toMatchObject(own)
  })

  test("other providers and the person's own keys of ours stay", async () => {
    const { provider } = await configured({
      provider: {
        mine: { name: "Mine" },
        ralex: {
          name: "My Ralex",
          options: { a: 1 },
          models: { auto: { name: "Mine" }, own: { name: "Own" } },
        },
      },
    })
    expect(provider?.mine).toEqual({ name: "Mine" })
    expect(provider?.ralex).toMatchObject({ name: "My Ralex", npm: url, options: { a: 1 } })
    expect(provider?.ralex?.models).toMatchObject({ auto: { name: "Mine" }, own: { name: "Own" } })
    expect(provider?.ralex?.models?.auto?.limit?.context).toBeGreaterThan(0)
  })
})
