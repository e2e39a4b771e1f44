// A workflow command becomes instructions and a tier; a person's own command of that name stays theirs.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Config } from "@opencode-ai/plugin"
import type { Part } from "@opencode-ai/sdk"
import type { Tier } from "../../../config/index.ts"
import { hearWorkflows } from "../../../plugin/workflows/hear-workflows.ts"
import { LAYOUTS } from "../../../plugin/workflows/layouts.ts"
import { closeSamples, sample, sessionEvent } from "../sample-opencode.ts"

afterEach(closeSamples)

const NAMES = ["plan-product", "analyze-product", "create-spec", "execute-tasks"]

interface Given {
  ralex?: Parameters<typeof sample>[0]
  opencode?: Config
  files?: Record<string, string>
}

async function hearing({ ralex = {}, opencode = {}, files = {} }: Given = {}) {
  const it = await sample(ralex)
  const write = (path: string, text: string) => {
    const at = join(it.instance.project, path)
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  it.sessions.note(sessionEvent("ses_1"))
  it.sessions.note(sessionEvent("ses_child", "ses_1"))
  const workflows = hearWorkflows({ ...it, now: () => new Date(2026, 10, 28) })
  workflows.declare(opencode)
  return {
    ...it,
    write,
    config: opencode,
    /** A command up to its message. @returns the texts that the model gets. */
    say: async (command: string, words = "", { id = "msg_1", session = "ses_1" } = {}) => {
      const parts = [{ type: "text", text: `/${command} ${words}` }] as Part[]
      await workflows.hear({ command, sessionID: session, arguments: words }, { parts })
      workflows.bind({ sessionID: session }, { message: { id }, parts })
      return parts.map((part) => (part.type === "text" ? part.text : part.type))
    },
    /** An ordinary message. */
    answer: (id: string, parts = [{ type: "text", text: "Yes" }] as Part[]) =>
      workflows.bind({ sessionID: "ses_1" }, { message: { id }, parts }),
    asks: () => Object.fromEntries(it.instance.workflows ?? []),
  }
}

describe("what OpenCode is told", () => {
  test("all four, for the agent that may write", async () => {
    const { config } = await hearing()
    expect(Object.keys(config.command ?? {})).toEqual(NAMES)
    for (const name of NAMES)
      expect(config.command?.[name]).toMatchObject({
        agent: "build",
        subtask: false,
        template: `/${name} $ARGUMENTS`,
      })
    expect(config.agent).toBeUndefined()
  })

  test("none of the person's names, whose words stay as they are", async () => {
    const own = { template: "My own plan of $ARGUMENTS", model: "other/m" }
    const it = await hearing({ opencode: { command: { "plan-product": own } } })
    expect(it.config.command?.["plan-product"]).toBe(own)
    expect(await it.say("plan-product", "x")).toEqual(["/plan-product x"])
    expect(it.asks()).toEqual({})
  })

  test("nothing where they are off", async () => {
    const it = await hearing({ ralex: { workflows: { enabled: false } } })
    expect(it.config).toEqual({})
    expect(await it.say("create-spec", "x")).toEqual(["/create-spec x"])
  })

  test("no agent that is not there, and a checker only where there are tasks; a person's own one stays", async () => {
    const files = { ".agent-os/product/mission.md": "Why" }
    const { config } = await hearing({ files, opencode: { agent: { build: { disable: true } } } })
    expect(config.command?.["create-spec"]).not.toHaveProperty("agent")
    expect(config.agent?.["ralex-check"]).toMatchObject({ mode: "subagent", model: "ralex/cheap" })
    const own = { model: "ralex/smart" }
    const theirs = await hearing({ files, opencode: { agent: { "ralex-check": own } } })
    expect(theirs.config.agent?.["ralex-check"]).toBe(own)
  })
})

describe("the tier", () => {
  test.each<[string, Given["ralex"], string, Tier | undefined]>([
    ["a plan", {}, "plan-product", "smart"],
    ["an analysis", {}, "analyze-product", "smart"],
    ["a specification", {}, "create-spec", "smart"],
    ["with the profile quality", { profile: "quality" }, "create-spec", "premium"],
    ["as configured", { profile: "quality", workflows: { tier: "cheap" } }, "create-spec", "cheap"],
    ["of tasks is the classifier's", { workflows: { tier: "premium" } }, "execute-tasks", undefined],
  ])("%s", async (_what, ralex, name, tier) => {
    const it = await hearing({ ralex })
    await it.say(name, "x")
    expect(it.asks()).toEqual({ msg_1: { name, tier } })
  })
})

describe("a conversation", () => {
  const answers = ["msg_2", "msg_3"]

  test("goes on with the workflow until its files are there", async () => {
    const it = await hearing()
    await it.say("plan-product", "a shop")
    it.answer("msg_2")
    expect(Object.keys(it.asks())).toEqual(["msg_1", "msg_2"])
    for (const file of LAYOUTS[1].product) it.write(`.agent-os/product/${file}`, "text")
    it.answer("msg_3")
    it.answer("msg_4")
    expect(Object.keys(it.asks())).toEqual(["msg_1", "msg_2"])
  })

  test("not for ever, and not past another command", async () => {
    const it = await hearing()
    await it.say("plan-product", "a shop")
    for (let at = 2; at < 20; at++) it.answer(`msg_${at}`)
    expect(Object.keys(it.asks())).toHaveLength(6)
    await it.say("plan-product", "a shop", { id: "msg_30" })
    await it.say("review", "", { id: "msg_31" })
    expect(Object.keys(it.asks())).not.toContain("msg_31")
  })

  test("of tasks ends with its ask, since the boxes say how to go on", async () => {
    const it = await hearing({ files: { ".agent-os/specs/2026-11-01-x/tasks.md": "- [ ] 1. A" } })
    expect((await it.say("execute-tasks"))[0]).toBe("Task 1: A")
    for (const id of answers) it.answer(id)
    expect(Object.keys(it.asks())).toEqual(["msg_1"])
  })

  test("nobody else begins one: neither a subagent's session nor a forged mark", async () => {
    const it = await hearing()
    await it.say("plan-product", "x", { session: "ses_child", id: "msg_child" })
    const metadata = { ralex: { workflow: crypto.randomUUID() } }
    it.answer("msg_2", [{ type: "text", text: "x", metadata }] as unknown as Part[])
    expect(it.asks()).toEqual({})
  })
})

test("files that the person names stay with the command, and what is added is not shown as theirs", async () => {
  const it = await sample()
  const workflows = hearWorkflows({ ...it, now: () => new Date() })
  workflows.declare({})
  const parts = [
    { type: "text", text: "x" },
    { type: "file", url: "file:///idea.png" },
  ] as Part[]
  await workflows.hear({ command: "plan-product", sessionID: "ses_1", arguments: '"a big shop"' }, { parts })
  expect(parts).toMatchObject([
    { type: "text", text: "/plan-product a big shop" },
    { type: "text", synthetic: true, text: expect.stringContaining("# Plan the product") },
    { type: "file", url: "file:///idea.png" },
  ])
})
