// Models of several families in one turn, against a simulated Gemini that refuses unsigned tool calls as the real one does.
import { afterEach, expect, test } from "bun:test"
import type { LanguageModelV3Prompt, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { script, toolResults } from "../../simulator/index.ts"
import { type Answer, closeStages, stage, tool, user } from "./stage.ts"

afterEach(closeStages)

const gemini = "google/gemini-3.8-flash"
const [sonnet, luna] = ["anthropic/claude-sonnet-5", "openai/gpt-6-luna"]
const TOOLS = [tool("bash")]

/** Three steps, then an end. */
const model = script((request) =>
  toolResults(request).length < 3
    ? { toolCalls: [{ name: "bash", arguments: { command: "ls" } }], reasoning: "I look." }
    : { text: "Done." },
)

/** As OpenCode keeps an answer: with what the provider put on its parts. */
function kept({ parts }: Answer): LanguageModelV3Prompt {
  const calls = parts.filter((part) => part.type === "tool-call")
  return [
    { role: "assistant", content: calls.map((part) => ({ ...part, input: {}, ...signed(part) })) },
    {
      role: "tool",
      content: calls.map(({ toolCallId, toolName }) => ({
        type: "tool-result",
        toolCallId,
        toolName,
        output: { type: "text", value: "a.ts" },
      })),
    },
  ]
}

function signed({ providerMetadata }: Extract<LanguageModelV3StreamPart, { type: "tool-call" }>) {
  return providerMetadata ? { providerOptions: providerMetadata } : {}
}

async function turn(models: string[], failing: (string | undefined)[] = []) {
  const it = await stage({
    simulator: { model, thoughtSignatures: true },
    config: { tiers: { cheap: models } },
  })
  const prompt: LanguageModelV3Prompt = [user("what is here?")]
  for (let step = 0; step < 4; step++) {
    const down = failing[step]
    if (down) it.simulator.fail({ kind: "status", status: 503, model: down, times: 9 })
    const answer = await it.call({ model: "cheap", prompt, tools: TOOLS })
    prompt.push(...kept(answer))
  }
  return {
    asked: it.asked(),
    bodies: it.simulator.requests().map(({ body }) => JSON.stringify(body.messages)),
  }
}

test("Gemini's own calls go back signed, and nothing is put between them", async () => {
  const { asked, bodies } = await turn([gemini])
  expect(asked).toEqual([gemini, gemini, gemini, gemini])
  expect(bodies.join()).not.toContain("Go on.")
  expect(bodies[3]?.match(/"signature of /g)).toHaveLength(3)
})

test.each([sonnet, luna])("Gemini goes on with a turn that %s began", async (other) => {
  const { asked, bodies } = await turn([other, gemini], [undefined, other])
  expect(asked[0]).toBe(other)
  expect(asked.slice(-3)).toEqual([gemini, gemini, gemini])
  expect(bodies.at(-1)?.match(/Go on\./g)).toHaveLength(1)
  expect(bodies.at(-1)?.match(/"signature of /g)).toHaveLength(2)
})

test.each([sonnet, luna])(
  "%s goes on with a turn that Gemini began, without its signatures",
  async (other) => {
    const { asked, bodies } = await turn([gemini, other], [undefined, gemini])
    expect(asked.slice(-3)).toEqual([other, other, other])
    expect(bodies.at(-1)).not.toContain("signature of")
    expect(bodies.at(-1)).not.toContain("Go on.")
  },
)
