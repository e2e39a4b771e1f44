// A prompt that goes on from the one before: only what is new is read, and what is sent is the same as if all of it were.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import fc from "fast-check"
import { configSchema } from "../../../config/index.ts"
import { cleanCall } from "../../../provider/outbound/clean-call.ts"
import { knownPrompts, renewMessages } from "../../../provider/outbound/known-prompt.ts"
import { copyJson, isSameJson } from "../../../provider/outbound/same-json.ts"
import { closeStages, type Stage, stage, tool, toolTurn, user } from "../stage.ts"
import { sampleSecrets } from "./sample-secrets.ts"

afterEach(closeStages)

const secret = sampleSecrets(42).find(({ name }) => name === "GitHub")?.secret ?? ""

/** As OpenCode makes it anew for each step. */
function anew<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

function caller({ instance }: Stage, session = "ses_1") {
  return { instance, session, rootSession: session, agent: "build", ask: "", turn: "" }
}

const history: LanguageModelV3Prompt = [
  { role: "system", content: "You code." },
  ...Array.from({ length: 20 }, (_, at) => [user(`ask ${at}`), ...toolTurn(`c${at}`)]).flat(),
]

describe("only what is new is read", () => {
  test("of a prompt that goes on, of one that changed in between, of another", async () => {
    const read: LanguageModelV3Prompt[] = []
    const clean = async (fresh: LanguageModelV3Prompt) => {
      read.push(fresh)
      return fresh.map((message) => ({ message, isSecret: false }))
    }
    const first = await renewMessages(history, [], clean)
    const longer = anew([...history, user("more")])
    const second = await renewMessages(longer, first.messages, clean)
    const pruned = anew(longer).with(3, user("cleared"))
    const third = await renewMessages(pruned, second.messages, clean)
    expect(read).toEqual([history, [user("more")], [user("cleared")]])
    expect(third.prompt).toEqual(pruned)
    expect(second.prompt.slice(0, -1).every((message, at) => message === first.prompt[at])).toBe(true)
  })

  test("and tools stay the same objects", async () => {
    const it = await stage()
    const call = { prompt: history, tools: [tool("read")] }
    const first = await cleanCall(call, caller(it))
    const second = await cleanCall(anew(call), caller(it))
    expect(second.tools).toBe(first.tools)
    expect(second.prompt[0]).toBe(first.prompt[0])
  })
})

describe("what is sent is clean", () => {
  test("where a message that was known has a secret now", async () => {
    const it = await stage()
    await cleanCall({ prompt: history }, caller(it))
    const changed = anew(history).with(4, user(`use ${secret}`))
    expect(JSON.stringify(await cleanCall({ prompt: changed }, caller(it)))).not.toContain(secret)
  })

  test("where who calls changes what they gave before", async () => {
    const it = await stage()
    const message = user("hi")
    await cleanCall({ prompt: [message] }, caller(it))
    if (message.role === "user") message.content.push({ type: "text", text: secret })
    const { prompt } = await cleanCall({ prompt: [message] }, caller(it))
    expect(prompt[0]?.content).toHaveLength(2)
    expect(JSON.stringify(prompt)).not.toContain(secret)
  })

  test("where the person's wishes changed", async () => {
    const it = await stage({ config: { outbound: { secrets: "off" } } })
    const call = { prompt: [user(`use ${secret}`)] }
    expect(JSON.stringify(await cleanCall(call, caller(it)))).toContain(secret)
    it.instance.loaded.config.outbound = configSchema.parse({}).outbound
    expect(JSON.stringify(await cleanCall(call, caller(it)))).not.toContain(secret)
  })
})

describe("what is remembered", () => {
  test("has no message with a secret that was masked", async () => {
    const it = await stage()
    await cleanCall({ prompt: [user("hi"), user(`use ${secret}`)] }, caller(it))
    const [known] = [...knownPrompts(it.instance).values()]
    expect(known?.messages.map((message) => message !== undefined)).toEqual([true, false])
  })

  test("stays within its bound", async () => {
    const it = await stage()
    const call = { prompt: [user("word ".repeat(1_000_000))] }
    for (const session of ["a", "b", "c", "d", "e"]) await cleanCall(call, caller(it, session))
    const memory = knownPrompts(it.instance)
    expect(memory.size).toBe(3)
    expect(memory.calculatedSize).toBeLessThan(16_000_000)
  })
})

describe("JSON", () => {
  test("is the same as its copy, and as nothing that reads otherwise", () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(isSameJson(one, copyJson(one).copy)).toBe(true)
        expect(copyJson(one).copy).toEqual(one)
        expect(isSameJson(one, other)).toBe(Bun.deepEquals(anew(one), anew(other), true))
      }),
    ))

  test.each<[string, unknown, unknown, boolean]>([
    ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2]), true],
    ["other bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3]), false],
    ["addresses", new URL("http://a.example"), new URL("http://b.example"), false],
    ["a key more", { a: 1 }, { a: 1, b: 2 }, false],
    ["another key", { a: undefined, c: 1 }, { b: undefined, c: 1 }, false],
    ["the key __proto__", JSON.parse('{"__proto__": {}}'), { x: 1 }, false],
    ["a list and an object", [], {}, false],
    ["nothing", null, undefined, false],
  ])("%s", (_what, one, other, isSame) => expect(isSameJson(one, other)).toBe(isSame))
})
