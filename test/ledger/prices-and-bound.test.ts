// What a call costs by the catalogue, and that its bound is never below it.
import { expect, test } from "bun:test"
import fc from "fast-check"
import {
  boundOf,
  costOf,
  costOfTokens,
  findModel,
  type Model,
  type PromptSize,
  toolModels,
} from "../../ledger/index.ts"
import { noUsage } from "./sample-calls.ts"

function model(id: string): Model {
  const found = findModel(id)
  if (!found) throw new Error(`The test needs ${id} in the catalogue.`)
  return found
}

const sonnet = model("anthropic/claude-sonnet-5")
const size: PromptSize = { promptBytes: 10_000, messages: 3, media: [], cacheTtl: "5m" }

test("fresh, cached, written and answered tokens each cost their own price", () => {
  const usage = {
    inputTokens: 1_000,
    cachedTokens: 600,
    cacheWriteTokens: 300,
    outputTokens: 50,
    reasoningTokens: 20,
  }
  // Sonnet 5, USD per million: 2 in, 10 out, 0.2 read, 2.5 write.
  expect(costOf(usage, sonnet)).toBe(100n * 2_000n + 600n * 200n + 300n * 2_500n + 50n * 10_000n)
})

test("where the catalogue names no cache price, the input price holds", () => {
  const glm = {
    price: { ...sonnet.price, cacheReadNanoPerMillion: null, cacheWriteNanoPerMillion: null },
    longPrompts: [],
  }
  const usage = { ...noUsage, inputTokens: 1_000, cachedTokens: 600, cacheWriteTokens: 300 }
  expect(costOf(usage, glm)).toBe(1_000n * 2_000n)
})

test("Google's cache write price comes on top of the input price", () => {
  const usage = { ...noUsage, inputTokens: 1_000_000, cacheWriteTokens: 1_000_000 }
  expect(costOf(usage, model("google/gemini-3.8-flash"))).toBe(750_000_000n + 41_667_000n)
})

test("a prompt beyond the threshold costs the long prompt's prices as a whole", () => {
  const sol = model("openai/gpt-6-sol")
  expect(costOf({ ...noUsage, inputTokens: 272_000 }, sol)).toBe(272_000n * 2_000n)
  expect(costOf({ ...noUsage, inputTokens: 272_001 }, sol)).toBe(272_001n * 4_000n)
})

test("a bound is bytes and overhead at the dearest input price, and output at its price", () => {
  const tokens = 10_000 + 1_024 + 3 * 16
  expect(boundOf(size, sonnet, 8_000)).toEqual({
    inputNano: costOfTokens(tokens, 2_500_000_000n),
    outputNanoPerMillion: 10_000_000_000n,
    maxOutputTokens: 8_000,
    minOutputTokens: 4_096,
  })
})

test("Anthropic's one-hour writes are taken for granted unless the request says five minutes", () => {
  const tokens = 10_000 + 1_024 + 3 * 16
  const { cacheTtl: _, ...unsaid } = size
  expect(boundOf(unsaid, sonnet, 8_000).inputNano).toBe(costOfTokens(tokens, 4_000_000_000n))
})

test("an answer is never bounded beyond the model's own maximum, nor its least beyond what is asked", () => {
  expect(boundOf(size, sonnet).maxOutputTokens).toBe(sonnet.maxOutputTokens)
  expect(boundOf(size, sonnet, 10_000_000).maxOutputTokens).toBe(sonnet.maxOutputTokens)
  expect(boundOf(size, sonnet, 100).minOutputTokens).toBe(100)
})

test.each([
  [["image"], 10_000 + 1_024 + 48 + 16_384],
  [["image", "image"], 10_000 + 1_024 + 48 + 2 * 16_384],
  [["pdf"], 1_000_000],
  [["image", "audio"], 1_000_000],
  [["video"], 1_000_000],
] as const)("media %j is held as %p tokens", (media, tokens) => {
  expect(boundOf({ ...size, media }, sonnet, 1).inputNano).toBe(costOfTokens(tokens, 2_500_000_000n))
})

test("a prompt is never bounded beyond the context window, which is refused upstream", () => {
  const bound = boundOf({ ...size, promptBytes: 50_000_000 }, sonnet, 1)
  expect(bound.inputNano).toBe(costOfTokens(1_000_000, 2_500_000_000n))
})

test("free models are bounded by nothing at all", () => {
  expect(boundOf(size, model("qwen/qwen3.8-27b:free"), 8_000)).toMatchObject({
    inputNano: 0n,
    outputNanoPerMillion: 0n,
  })
})

test("no usage within the bytes and the output limit costs more than its bound", () => {
  const usages = fc.record({
    bytes: fc.nat(900_000),
    promptShare: fc.double({ min: 0, max: 1, noNaN: true }),
    cachedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    writtenShare: fc.double({ min: 0, max: 1, noNaN: true }),
    outputTokens: fc.nat(30_000),
    model: fc.constantFrom(...toolModels()),
  })
  fc.assert(
    fc.property(usages, ({ bytes, promptShare, cachedShare, writtenShare, outputTokens, model }) => {
      const inputTokens = Math.min(Math.floor(bytes * promptShare), model.contextTokens)
      const cachedTokens = Math.floor(inputTokens * cachedShare)
      const cacheWriteTokens = Math.floor((inputTokens - cachedTokens) * writtenShare)
      const answered = Math.min(outputTokens, model.maxOutputTokens)
      const usage = { ...noUsage, inputTokens, cachedTokens, cacheWriteTokens, outputTokens: answered }
      const bound = boundOf({ promptBytes: bytes, messages: 1, media: [], cacheTtl: "5m" }, model, answered)
      const most = bound.inputNano + costOfTokens(bound.maxOutputTokens, bound.outputNanoPerMillion)
      expect(costOf(usage, model)).toBeLessThanOrEqual(most)
    }),
    { numRuns: 2_000 },
  )
})
