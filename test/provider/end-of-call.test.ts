// What a call is taken to have cost by how it ended: the bill where there is one, else an estimate by what was learned.
import { describe, expect, test } from "bun:test"
import type { LanguageModelV3Usage } from "@ai-sdk/provider"
import { costOf, findModel, type Model, type Usage } from "../../ledger/index.ts"
import { type CallSent, endOf, NOTHING_USED } from "../../provider/end-of-call.ts"
import type { Learned } from "../../provider/estimate-usage.ts"
import type { Failure } from "../../provider/failure.ts"
import { learnUsage, NO_LESSONS, type ReportedCall } from "../../provider/learn-usage.ts"
import type { PreviousCall } from "../../provider/previous-call.ts"
import type { StreamEnd } from "../../provider/settle-stream.ts"

const luna = known("openai/gpt-6-luna")
const flash = known("google/gemini-3.8-flash")
const sonnet = known("anthropic/claude-sonnet-5")

function known(id: string): Model {
  const found = findModel(id)
  if (!found) throw new Error(`${id} is not in the catalogue`)
  return found
}

const nothingLearned = { own: NO_LESSONS, author: NO_LESSONS, all: NO_LESSONS }
const prompt = { bytes: 400, messages: 2, media: 0, continuing: true }

function sentTo(model: Model, given: Partial<CallSent> = {}): CallSent {
  return { model, prompt, previous: undefined, silentMs: 0, learned: nothingLearned, ...given }
}

/** What calls of one model teach, each given by what differs from a plain one. */
function lessonsOf(
  model: Model,
  calls: (Partial<Omit<ReportedCall, "usage">> & { usage?: Partial<Usage> })[],
) {
  const own = calls.reduce((lessons, { usage, ...call }) => {
    const reported = { ...NOTHING_USED, inputTokens: 100, outputTokens: 20, ...usage }
    return learnUsage(lessons, {
      model,
      costNano: costOf(reported, model),
      prompt,
      streamed: { text: 80, reasoning: 0 },
      silentMs: null,
      previous: undefined,
      ...call,
      usage: reported,
    })
  }, NO_LESSONS)
  return { ...nothingLearned, own }
}

const warm = (given: Partial<PreviousCall> = {}): PreviousCall => ({
  inputTokens: 100,
  prompt,
  warm: true,
  at: 0,
  beforeReasoning: null,
  price: undefined,
  host: undefined,
  ...given,
})

const stopped = (text: number, reasoning = 0): StreamEnd => ({
  kind: "aborted",
  streamed: { text, reasoning },
})

describe("a finished call", () => {
  const usage: LanguageModelV3Usage = {
    inputTokens: { total: 100, noCache: 60, cacheRead: 40, cacheWrite: 0 },
    outputTokens: { total: 20, text: 15, reasoning: 5 },
  }
  const none: LanguageModelV3Usage = {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  }
  const finished = (raw: unknown, reported = usage): StreamEnd => ({
    kind: "finished",
    streamed: { text: 80, reasoning: 0 },
    part: {
      type: "finish",
      finishReason: { unified: "stop", raw: "stop" },
      usage: { ...reported, raw: raw as never },
    },
  })
  const listed = costOf(
    { ...NOTHING_USED, inputTokens: 100, cachedTokens: 40, outputTokens: 20, reasoningTokens: 5 },
    luna,
  )

  test.each<[string, unknown, bigint, string]>([
    ["is OpenRouter's cost", { cost: 0.000_012_345 }, 12_345n, "settled"],
    ["is nothing for a free model", { cost: 0 }, 0n, "settled"],
    [
      "with one's own provider key is the fee and the provider's cost",
      { cost: 0.000_001, is_byok: true, cost_details: { upstream_inference_cost: 0.000_02 } },
      21_000n,
      "settled",
    ],
    [
      "without such a key does not count the provider's cost twice",
      { cost: 0.000_02, is_byok: false, cost_details: { upstream_inference_cost: 0.000_02 } },
      20_000n,
      "settled",
    ],
    ["is estimated at list prices where OpenRouter sent none", undefined, listed, "estimated"],
    ["is estimated where it can not be read", { cost: "0.5" }, listed, "estimated"],
  ])("%s", (_what, raw, costNano, status) => {
    expect(endOf(finished(raw), sentTo(luna))).toMatchObject({ costNano, status, outcome: "ok" })
  })

  test("without any usage is estimated by its bytes, all of the answer counted", () => {
    const learned = lessonsOf(flash, [{ usage: { outputTokens: 900 } }])
    const end = endOf(
      finished(undefined, none),
      sentTo(flash, { learned: { ...nothingLearned, all: learned.own } }),
    )
    expect(end).toMatchObject({ status: "estimated", outcome: "ok", usage: { inputTokens: 100 } })
    expect(end.usage.outputTokens).toBe(900) // 80 bytes at 900 tokens for 80 bytes, and no longer answer on top
  })
})

describe("a call that broke off", () => {
  test("before anything was learned is four bytes a token, at list prices", () => {
    const end = endOf(stopped(80), sentTo(luna))
    expect(end).toMatchObject({
      status: "estimated",
      outcome: "aborted",
      usage: { inputTokens: 100, cachedTokens: 0, outputTokens: 20 },
    })
    expect(end.costNano).toBe(costOf(end.usage, luna))
  })

  test("since OpenRouter said so costs nothing", () => {
    const failure: Failure = { kind: "cut-off", detail: "", retryAfterMs: undefined, billable: true }
    const streamed = { text: 80, reasoning: 0 }
    const end = (charged: boolean) => endOf({ kind: "cut-off", failure, charged, streamed }, sentTo(luna))
    expect(end(false)).toMatchObject({ status: "estimated", outcome: "cut-off", costNano: 0n })
    expect(end(true).costNano).toBeGreaterThan(0n)
  })

  test("is counted with the model's own tokens per byte", () => {
    const learned = lessonsOf(luna, [{ usage: { inputTokens: 120, outputTokens: 40 } }])
    expect(endOf(stopped(160), sentTo(luna, { learned })).usage).toMatchObject({
      inputTokens: 120,
      outputTokens: 80,
    })
  })

  test("is counted with its author's or any model's where its own has not answered yet", () => {
    const { own: author } = lessonsOf(luna, [{ usage: { inputTokens: 120 } }])
    const { own: all } = lessonsOf(flash, [{ usage: { inputTokens: 140 } }])
    const tokens = (learned: Learned) => endOf(stopped(0), sentTo(luna, { learned })).usage.inputTokens
    expect(tokens({ own: NO_LESSONS, author, all })).toBe(120)
    expect(tokens({ own: NO_LESSONS, author: NO_LESSONS, all })).toBe(140)
  })

  test("goes on from the session's last prompt, and pays for new bytes alone", () => {
    const longer = { bytes: 800, messages: 4, media: 0, continuing: true }
    const previous = warm({ inputTokens: 1_000 })
    expect(endOf(stopped(0), sentTo(luna, { prompt: longer, previous })).usage).toMatchObject({
      inputTokens: 1_100,
      cachedTokens: 1_000,
    })
  })

  test.each([
    [
      "that was too long ago",
      warm({ inputTokens: 1_000, warm: false }),
      { inputTokens: 1_100, cachedTokens: 0 },
    ],
    [
      "that was longer, since it was compacted",
      warm({ inputTokens: 1_000, prompt: { bytes: 4_000, messages: 9, media: 0, continuing: true } }),
      { inputTokens: 200, cachedTokens: 0 },
    ],
    [
      "that only the ledger remembers",
      warm({ inputTokens: 1_000, prompt: null }),
      { inputTokens: 1_000, cachedTokens: 1_000 },
    ],
  ])("after a prompt %s finds what is in the cache then", (_what, previous, usage) => {
    const longer = { bytes: 800, messages: 4, media: 0, continuing: true }
    expect(endOf(stopped(0), sentTo(luna, { prompt: longer, previous })).usage).toMatchObject(usage)
  })

  test.each([
    ["goes on from the last one where none was in it", false, [], 1_000],
    ["goes on from what came before, which Ralex does not send again", true, [], 600],
    ["goes on from the last one where all of that was found in the cache", true, [1_000, 1_000], 1_000],
    ["goes on from what came before where no more was found in the cache", true, [600, 600], 600],
  ])("with a new ask after reasoning %s", (_what, reasoned, found, cachedTokens) => {
    const beforeReasoning = { inputTokens: 600, prompt: { ...prompt, bytes: 200, messages: 1 } }
    const previous = warm({ inputTokens: 1_000, ...(reasoned ? { beforeReasoning } : {}) })
    const ask = { bytes: 800, messages: 4, media: 0, continuing: false }
    const seen = found.map((tokens) => ({
      previous,
      prompt: ask,
      usage: { inputTokens: 1_200, cachedTokens: tokens },
    }))
    const { own } = lessonsOf(luna, seen)
    const learned = { ...nothingLearned, own: { ...own, warmCache: NO_LESSONS.warmCache } }
    const { usage } = endOf(stopped(0), sentTo(luna, { prompt: ask, previous, learned }))
    expect(usage.cachedTokens).toBe(cachedTokens)
  })

  test("trusts the cache as far as it was seen to work", () => {
    const previous = warm()
    const learned = lessonsOf(luna, [
      { previous, usage: { cachedTokens: 50 } },
      { previous, usage: { cachedTokens: 50 } },
    ])
    expect(endOf(stopped(0), sentTo(luna, { previous, learned })).usage.cachedTokens).toBe(50)
  })

  test.each([
    ["of Claude", sonnet, 100],
    ["of Gemini, where it is storage,", flash, 0],
  ])("writes what is new to the cache %s as the prices tell", (_what, model, cacheWriteTokens) => {
    expect(endOf(stopped(0), sentTo(model)).usage.cacheWriteTokens).toBe(cacheWriteTokens)
  })

  test("writes no more than its model was seen to write", () => {
    const learned = lessonsOf(sonnet, [{ usage: { cacheWriteTokens: 25 } }])
    expect(endOf(stopped(0), sentTo(sonnet, { learned })).usage.cacheWriteTokens).toBe(25)
  })

  test("is paid as calls of that model are: with the fee of an own provider key, or cheaper than listed", () => {
    const usage = { ...NOTHING_USED, inputTokens: 100, outputTokens: 20 }
    const listed = costOf(usage, luna)
    const costNano = (listed * 105n) / 100n
    const learned = lessonsOf(luna, [{ usage, costNano }])
    expect(Number(endOf(stopped(80), sentTo(luna, { learned })).costNano)).toBeCloseTo(Number(costNano), -1)
    const previous = warm({ price: 0.5, warm: false })
    const half = endOf(stopped(80), sentTo(luna, { learned, previous }))
    expect(half.costNano).toBe(BigInt(Math.round(Number(costOf(half.usage, luna)) / 2)))
  })

  test("is paid by the length of its prompt", () => {
    const long = { bytes: 4 * 300_000, messages: 2, media: 0, continuing: true }
    const end = endOf(stopped(0), sentTo(luna, { prompt: long }))
    expect(end.costNano).toBe(
      costOf({ ...NOTHING_USED, inputTokens: 300_000, cacheWriteTokens: 300_000 }, luna),
    )
  })
})

describe("reasoning of a call that broke off", () => {
  test("is counted by its bytes where it was streamed", () => {
    const learned = lessonsOf(luna, [
      { usage: { outputTokens: 60, reasoningTokens: 40 }, streamed: { text: 80, reasoning: 200 } },
    ])
    expect(endOf(stopped(40, 100), sentTo(luna, { learned })).usage).toMatchObject({
      outputTokens: 30,
      reasoningTokens: 20,
    })
  })

  const hidden = (tokens: number, silentMs: number | null) => ({
    usage: { outputTokens: 20 + tokens, reasoningTokens: tokens },
    silentMs,
  })

  test("in secret is what it is on average, and half of that before the first word", () => {
    const learned = lessonsOf(luna, [hidden(300, null), hidden(300, null)])
    const tokens = (end: StreamEnd) => endOf(end, sentTo(luna, { learned })).usage.reasoningTokens
    expect(tokens(stopped(8))).toBe(300)
    expect(tokens(stopped(0))).toBe(150)
  })

  test("in secret is told from the time it took, where that was learned", () => {
    const learned = lessonsOf(luna, [hidden(0, 1_000), hidden(300, 4_000), hidden(100, 2_000)])
    const tokens = (silentMs: number) =>
      endOf(stopped(8), sentTo(luna, { learned, silentMs })).usage.reasoningTokens
    expect([500, 1_000, 3_000, 11_000].map(tokens)).toEqual([0, 0, 200, 1_000])
  })
})

describe("a host that generates to the end whoever leaves", () => {
  const answers = [100, 200, 400, 800].map((outputTokens) => ({ usage: { outputTokens }, streamed: null }))
  const learned = lessonsOf(flash, answers)
  const atTheEnd = (model: Model, bytes: number, given: Partial<CallSent> = {}) =>
    endOf(stopped(bytes), sentTo(model, { learned, ...given })).usage.outputTokens

  test("bills an answer as long as those were that were longer than what had come", () => {
    expect([0, 1_200, 2_000].map((bytes) => atTheEnd(flash, bytes))).toEqual([375, 600, 800])
  })

  test("bills no less than what had come", () => {
    expect(atTheEnd(flash, 8_000)).toBe(2_000)
  })

  test("is known by the session's last call, not by the model's author alone", () => {
    expect(atTheEnd(sonnet, 1_200)).toBe(300)
    expect(atTheEnd(sonnet, 1_200, { previous: warm({ host: "Amazon Bedrock" }) })).toBe(600)
    expect(atTheEnd(flash, 1_200, { previous: warm({ host: "Some Host" }) })).toBe(300)
  })
})
