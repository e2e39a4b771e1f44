// A conversation is sent again with each of its calls, and each of its texts is looked through once.
import { afterEach, expect, spyOn, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import * as finder from "../../../ledger/secrets/find-secrets.ts"
import { secretsIn } from "../../../ledger/secrets/secrets-in.ts"
import { steps } from "../../../simulator/index.ts"
import { closeStages, stage, user } from "../stage.ts"
import { sampleSecrets } from "./sample-secrets.ts"

afterEach(closeStages)

const secret = sampleSecrets(77).find(({ name }) => name === "GitHub")?.secret ?? ""

function turn(nth: number): LanguageModelV3Prompt {
  const call = { toolCallId: `call_${nth}`, toolName: "bash" }
  const text = `${nth} ${"a line that a command printed\n".repeat(20)} ${secret} ${nth}`
  return [
    user(`ask number ${nth} of this conversation`),
    {
      role: "assistant",
      content: [{ type: "tool-call", ...call, input: { command: `echo number ${nth}` } }],
    },
    { role: "tool", content: [{ type: "tool-result", ...call, output: { type: "text", value: text } }] },
  ]
}

test("work grows with what is new, not with the conversation", async () => {
  const looked = spyOn(finder, "findSecrets")
  const it = await stage({ simulator: { model: steps([{ text: "Done." }]) } })
  const counts: number[] = []
  const prompt: LanguageModelV3Prompt = []
  for (let nth = 0; nth < 12; nth++) {
    prompt.push(...turn(nth))
    looked.mockClear()
    await it.call({ model: "openai/gpt-6-luna", prompt: [...prompt] })
    counts.push(looked.mock.calls.length)
  }
  looked.mockRestore()
  expect(counts).toEqual(counts.map(() => 3)) // the ask, the command and what it printed
  const last = JSON.stringify(it.simulator.requests().at(-1)?.body.messages)
  expect(last).not.toContain(secret)
  expect(last.match(/\[ralex-masked:github:/g)).toHaveLength(12)
})

test("what is remembered gives the same as looking again, also when much was looked at since", () => {
  const text = `the token is ${secret}`
  const first = secretsIn(text)
  for (let nth = 0; nth < 21_000; nth++) secretsIn(`some other text, number ${nth}`)
  expect(secretsIn(text)).toEqual(first)
  expect(first).toHaveLength(1)
})
