// Answers that break off and are gone on with by OpenCode's next call, where a person wants that.
import { afterEach, expect, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { type Fault, steps } from "../../simulator/index.ts"
import { type Answer, closeStages, type Stage, stage, user } from "./stage.ts"

afterEach(closeStages)

const ASK = "what is in this folder?"
const cut: Fault = { kind: "cut", at: "middle" }
const config = { calls: { goOn: true } }
const model = steps([{ text: "It holds a list of things to do, and a picture." }])

/** As OpenCode asks again. */
function withAnswer(prompt: LanguageModelV3Prompt, { text }: Answer): LanguageModelV3Prompt {
  return [...prompt, { role: "assistant", content: [{ type: "text", text }] }]
}

function lastMessage(it: Stage) {
  return it.simulator.requests().at(-1)?.body.messages.at(-1)
}

test("a cut in the text ends without an error, and the next call is told to go on", async () => {
  const it = await stage({ config, simulator: { model, faults: [cut] } })
  const answer = await it.call({ prompt: [user(ASK)] })
  expect(answer.error).toBeUndefined()
  expect(answer.finish?.finishReason.unified).toBe("tool-calls")
  expect(answer.parts.map(({ type }) => type)).toContain("text-end")
  expect(it.told).toEqual([expect.stringContaining("the next call goes on with it")])
  const [row] = await it.calls()
  expect(row).toMatchObject({ outcome: "cut-off" })
  await it.call({ prompt: withAnswer([user(ASK)], answer) })
  expect(lastMessage(it)?.role).toBe("user")
  expect(JSON.stringify(lastMessage(it))).toContain("Go on exactly where it ended")
})

test("twice in a row, and then the turn ends with its sentence", async () => {
  const it = await stage({ config, simulator: { model, faults: [cut, cut, cut, cut] } })
  const errors: unknown[] = []
  for (let call = 0; call < 4; call++) errors.push((await it.call({ prompt: [user(ASK)] })).error)
  expect(errors.map((error) => error === undefined)).toEqual([true, true, false, true])
})

test.each<[string, Parameters<typeof stage>[0], Parameters<Stage["call"]>[0]]>([
  ["where nobody asked for it", {}, {}],
  ["for a title", { config }, { agent: "title" }],
])("the turn ends there %s", async (_what, given, call) => {
  const it = await stage({ ...given, simulator: { model, faults: [cut] } })
  const { error, finish } = await it.call({ prompt: [user(ASK)], ...call })
  expect(String(error)).toContain("broke off")
  expect(finish?.finishReason.unified).toBe("error")
})

test("a tool call that is half there is not gone on with", async () => {
  const half = steps([{ toolCalls: [{ name: "bash", arguments: { command: "echo a long command line" } }] }])
  const it = await stage({ config, simulator: { model: half, faults: [cut] } })
  const { error, parts } = await it.call({ prompt: [user(ASK)] })
  expect(parts.map(({ type }) => type)).not.toContain("tool-call")
  expect(String(error)).toContain("broke off")
})
