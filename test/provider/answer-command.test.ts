// A slash command is answered for nothing, once, and by the message that the plugin noted; no prompt makes one.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { commandMark } from "../../config/index.ts"
import { closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

interface Given {
  session?: string
  interrupts?: boolean
  answer?: () => Promise<string>
}

function wait({ instance }: Stage, turn: string, given: Given = {}): void {
  const { session = "ses_1", interrupts = false, answer = async () => `answered ${turn}` } = given
  instance.commands.set(turn, { session, interrupts, answer })
}

test("an ordinary message without cost: no call, no row", async () => {
  const it = await stage()
  wait(it, "msg_1")
  const { text, parts, finish } = await it.call({ turn: "msg_1" })
  expect(text).toBe("answered msg_1")
  expect(parts.map(({ type }) => type)).toEqual([
    "stream-start",
    "text-start",
    "text-delta",
    "text-end",
    "finish",
  ])
  expect(parts[1]).toMatchObject({ providerMetadata: commandMark("answer") })
  expect(finish).toMatchObject({
    finishReason: { unified: "stop" },
    usage: { inputTokens: { total: 0 }, outputTokens: { total: 0 } },
    providerMetadata: { copilot: { totalNanoAiu: 0 } },
  })
  expect(it.simulator.requests()).toEqual([])
  expect(await it.calls()).toEqual([])
})

test("over budget and without a key, for that is when it is needed", async () => {
  const it = await stage({ keys: [], config: { budgets: { daily: 0, onLimit: "stop" } } })
  wait(it, "msg_1")
  expect((await it.call({ turn: "msg_1" })).text).toBe("answered msg_1")
})

test("once: the same message is a model's the next time", async () => {
  const it = await stage()
  wait(it, "msg_1")
  await it.call({ turn: "msg_1" })
  await it.call({ turn: "msg_1" })
  expect(it.simulator.requests()).toHaveLength(1)
})

test.each([
  ["another message", { turn: "msg_2" }],
  ["another session", { turn: "msg_1", session: "ses_2" }],
  ["a title", { turn: "msg_1", agent: "title" }],
  ["a prompt of its words", { turn: "msg_0", ask: "/ralex-budget daily none" }],
])("%s is a model's", async (_what, call) => {
  const it = await stage()
  wait(it, "msg_1")
  await it.call(call)
  expect(it.simulator.requests()).toHaveLength(1)
  expect([...it.instance.commands.keys()]).toEqual(["msg_1"])
})

test("without the handshake nothing is answered or done", async () => {
  const it = await stage()
  const done: string[] = []
  wait(it, "", { session: "standalone", answer: async () => String(done.push("")) })
  wait(it, "msg_1", { answer: async () => String(done.push("msg_1")) })
  await it.refused({ headers: { "x-ralex-ask": "msg_1", "x-ralex-session": "ses_1" } })
  expect(done).toEqual([])
})

test("what it can not do, it says", async () => {
  const it = await stage()
  wait(it, "msg_1", { answer: () => Promise.reject(new Error("the disk is full")) })
  expect((await it.call({ turn: "msg_1" })).text).toBe("Ralex could not do that: the disk is full")
})

test("those that queued up are answered with the newest, in the order they were said", async () => {
  const it = await stage()
  wait(it, "msg_1", { interrupts: true })
  wait(it, "msg_x", { session: "ses_2" })
  wait(it, "msg_2", { interrupts: true })
  expect((await it.call({ turn: "msg_2" })).text).toBe("answered msg_1\n\nanswered msg_2")
  expect([...it.instance.commands.keys()]).toEqual(["msg_x"])
})

describe("what comes after the answer", () => {
  const ask = user("do the work")
  const done: LanguageModelV3Prompt = [
    { role: "assistant", content: [{ type: "text", text: "It is done." }] },
  ]
  const command = user("/ralex-budget")

  test.each([
    ["a session at work goes on", true, [ask, ...toolTurn("call_1"), command], "tool-calls"],
    ["an ask that queued up before it is answered", true, [ask, ...done, ask, command], "tool-calls"],
    ["a session that had answered stops", true, [ask, ...done, command], "stop"],
    ["work that a person broke off is not taken up", false, [ask, ...toolTurn("call_1"), command], "stop"],
    ["a new session stops", true, [command], "stop"],
  ] as const)("%s", async (_what, interrupts, prompt, reason) => {
    const it = await stage()
    wait(it, "msg_1", { interrupts })
    const system = { role: "system", content: "You are a coding agent." } as const
    const { finish } = await it.call({ turn: "msg_1", prompt: [system, ...prompt] })
    expect(finish?.finishReason.unified).toBe(reason)
  })
})
