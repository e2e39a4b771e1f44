// The real clients read the simulator as they read OpenRouter, in process and over loopback.
import { describe, expect, test } from "bun:test"
import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import fc from "fast-check"
import OpenAI from "openai"
import { createSimulator, type Reply, script, steps } from "../../simulator/index.ts"
import { closeLanes, lanes, luna, models, sonnet } from "./lanes.ts"

closeLanes()

const work: Reply = {
  reasoning: "First I look at the file, then I decide.",
  text: "I read the file first – naïvely, with an emoji 🙂 in the text.",
  toolCalls: [
    { name: "read", arguments: { filePath: "/project/a.js" } },
    { name: "bash", arguments: { command: "ls -la", description: "List" } },
  ],
}

const call: LanguageModelV3CallOptions = {
  prompt: [{ role: "user", content: [{ type: "text", text: "Mend the function" }] }],
  tools: ["read", "bash"].map((name) => ({ type: "function", name, inputSchema: { type: "object" } })),
}

async function partsOf(baseURL: string, options = call): Promise<LanguageModelV3StreamPart[]> {
  const provider = createOpenRouter({ apiKey: "key-1", baseURL, compatibility: "strict" })
  const { stream } = await provider.chat(sonnet).doStream(options)
  return Array.fromAsync(stream)
}

function deltas(parts: LanguageModelV3StreamPart[], type: "text-delta" | "reasoning-delta"): string[] {
  return parts.flatMap((part) => (part.type === type ? [part.delta] : []))
}

for (const lane of lanes) {
  describe(`the OpenRouter provider, ${lane.name}`, () => {
    test("gets text and reasoning in several deltas that join to the reply", async () => {
      const parts = await partsOf(lane.open(createSimulator({ models, model: steps([work]) })))
      expect(deltas(parts, "text-delta").join("")).toBe(work.text ?? "")
      expect(deltas(parts, "text-delta").length).toBeGreaterThan(2)
      expect(deltas(parts, "reasoning-delta").join("")).toBe(work.reasoning ?? "")
    })

    test("gets each tool call once, with the whole arguments", async () => {
      const parts = await partsOf(lane.open(createSimulator({ models, model: steps([work]) })))
      const calls = parts.filter((part) => part.type === "tool-call")
      expect(calls.map((part) => ({ name: part.toolName, arguments: JSON.parse(part.input) }))).toEqual([
        ...(work.toolCalls ?? []),
      ])
      expect(new Set(calls.map((part) => part.toolCallId)).size).toBe(2)
    })

    test("gets any text and any arguments whole", async () => {
      let reply: Reply = {}
      const baseURL = lane.open(createSimulator({ models, model: script(() => reply) }))
      const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/) // the provider's parser refuses __proto__
      const text = fc.string({ unit: "binary", minLength: 1, maxLength: 300 })
      const property = fc.asyncProperty(text, fc.dictionary(name, fc.string()), async (said, input) => {
        reply = { text: said, toolCalls: [{ name: "read", arguments: input }] }
        const parts = await partsOf(baseURL)
        expect(deltas(parts, "text-delta").join("")).toBe(said)
        const made = parts.find((part) => part.type === "tool-call")
        expect(made?.input).toBe(JSON.stringify(input))
      })
      await fc.assert(property, { numRuns: 20 })
    }, 60_000)

    test("finishes with the billed usage and the billed cost", async () => {
      const simulator = createSimulator({ models, model: steps([work]) })
      const parts = await partsOf(lane.open(simulator))
      const [line] = simulator.bill()
      const finish = parts.find((part) => part.type === "finish")
      expect(finish?.finishReason.unified).toBe("tool-calls")
      expect(finish?.usage.inputTokens.total).toBe(line?.promptTokens)
      expect(finish?.usage.outputTokens).toEqual({
        total: line?.completionTokens,
        reasoning: line?.reasoningTokens,
        text: (line?.completionTokens ?? 0) - (line?.reasoningTokens ?? 0),
      })
      expect(finish?.providerMetadata?.openrouter).toMatchObject({
        provider: "Anthropic",
        usage: { cost: Number(line?.costNano) / 1e9 },
      })
    })

    test("doGenerate gets the same content as the stream", async () => {
      const baseURL = lane.open(createSimulator({ models, model: steps([work]) }))
      const { content, finishReason } = await createOpenRouter({ apiKey: "key-1", baseURL })
        .chat(luna)
        .doGenerate(call)
      expect(content).toContainEqual(expect.objectContaining({ type: "text", text: work.text }))
      expect(content.filter((part) => part.type === "tool-call")).toHaveLength(2)
      expect(finishReason.unified).toBe("tool-calls")
    })
  })

  describe(`the openai client, ${lane.name}`, () => {
    test("streams the text, one usage and the finish reason", async () => {
      const simulator = createSimulator({
        models,
        model: steps([{ text: "Hello there, this is the answer." }]),
      })
      const client = new OpenAI({ apiKey: "key-1", baseURL: lane.open(simulator), maxRetries: 0 })
      const stream = await client.chat.completions.create({
        model: luna,
        messages: [{ role: "user", content: "hello" }],
        stream: true,
      })
      const chunks = await Array.fromAsync(stream)
      const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")
      expect(text).toBe("Hello there, this is the answer.")
      expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean)).toEqual(["stop"])
      expect(chunks.filter((chunk) => chunk.usage).map((chunk) => chunk.usage?.completion_tokens)).toEqual([
        simulator.bill()[0]?.completionTokens ?? -1,
      ])
    })

    test("throws its typed errors", async () => {
      const simulator = createSimulator({ models, keys: ["another"] })
      const client = new OpenAI({ apiKey: "key-1", baseURL: lane.open(simulator), maxRetries: 0 })
      const answer = await client.chat.completions
        .create({
          model: luna,
          messages: [{ role: "user", content: "hello" }],
        })
        .catch((error: unknown) => error)
      expect(answer).toBeInstanceOf(OpenAI.AuthenticationError)
    })
  })
}
