// What a call really cost, however its stream ended, and what OpenCode is told of it.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3StreamPart, LanguageModelV3Usage } from "@ai-sdk/provider"
import { costOf, findModel, finishBackground } from "../../ledger/index.ts"
import type { Opened } from "../../provider/attempt.ts"
import { type StreamEnd, settleStream } from "../../provider/settle-stream.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, readAnswer, stage, user } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const text = "An answer that is long enough to be sent in a good many pieces, one after the other."
const model = steps([{ text, reasoning: "Let me think about that for a moment." }])

function known(id: string) {
  const found = findModel(id)
  if (!found) throw new Error(`${id} is not in the catalogue`)
  return found
}

describe("a finished call", () => {
  test.each(["free", "cheap", "smart", "premium", luna])(
    "%s: bill, ledger and OpenCode agree to the nano-dollar",
    async (asked) => {
      const it = await stage({ simulator: { model } })
      const { finish } = await it.call({ model: asked })
      const [line] = it.simulator.bill()
      const [call] = await it.calls()
      expect(call).toMatchObject({
        status: "settled",
        outcome: "ok",
        costNano: line?.costNano,
        generationId: line?.id,
        modelUsed: line?.model,
        attempts: 1,
        usage: {
          inputTokens: line?.promptTokens,
          cachedTokens: line?.cachedTokens,
          cacheWriteTokens: line?.cacheWriteTokens,
          outputTokens: line?.completionTokens,
          reasoningTokens: line?.reasoningTokens,
        },
      })
      expect(call?.heldNano).toBeGreaterThanOrEqual(call?.costNano ?? 0n)
      expect(finish?.providerMetadata?.copilot).toEqual({ totalNanoAiu: Number(line?.costNano) * 100 })
    },
  )

  test("a second call of the session pays for cached tokens as OpenRouter does", async () => {
    const it = await stage({ simulator: { model } })
    const prompt = [user(`rename x to y ${"with a long explanation ".repeat(400)}`)]
    await it.call({ prompt, model: luna })
    await it.call({ prompt, model: luna })
    const calls = await it.calls()
    expect(calls[1]?.usage.cachedTokens).toBeGreaterThan(0)
    expect(calls.map(({ costNano }) => costNano)).toEqual(it.simulator.bill().map(({ costNano }) => costNano))
  })

  test("the baseline is the same tokens at the baseline's prices", async () => {
    const it = await stage({ simulator: { model }, config: { baseline: "anthropic/claude-opus-5.5" } })
    await it.call({ model: "cheap" })
    const [call] = await it.calls()
    expect(call?.baselineNano).toBe(costOf(call?.usage ?? { ...nothing }, known("anthropic/claude-opus-5.5")))
    expect(call?.baselineNano).toBeGreaterThan(call?.costNano ?? 0n)
  })

  test("every part passes through untouched and in order", async () => {
    const it = await stage({
      simulator: { model: steps([{ text, toolCalls: [{ name: "read", arguments: { a: 1 } }] }]) },
    })
    const { parts, finish } = await it.call({ model: luna })
    const kinds = parts.map(({ type }) => type).filter((kind) => /^(text|tool|finish)/.test(kind))
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
      "text-start",
      "text-delta",
      "tool-input-start",
      "tool-input-delta",
      "tool-input-end",
      "tool-call",
      "text-end",
      "finish",
    ])
    expect(parts.find((part) => part.type === "tool-call")).toMatchObject({
      toolName: "read",
      input: '{"a":1}',
    })
    expect(finish?.finishReason.unified).toBe("tool-calls")
  })
})

const nothing = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 }

describe("a call that is stopped", () => {
  const pace = { firstTokenMs: 0, chunkMs: 5 }

  test("by the caller's signal is estimated, counts as held, and its request is ended", async () => {
    const it = await stage({ simulator: { model, pace } })
    const controller = new AbortController()
    const stream = await it.open({ model: luna, abortSignal: controller.signal })
    const reader = stream.getReader()
    await reader.read()
    controller.abort(new DOMException("stopped", "AbortError"))
    const rest = (async () => {
      while (!(await reader.read()).done);
    })()
    await expect(rest).rejects.toThrow()
    while (it.simulator.bill().length === 0) await Bun.sleep(5)
    expect(it.simulator.bill()).toMatchObject([{ outcome: "aborted" }])
    const [call] = await it.calls()
    expect(call).toMatchObject({ status: "estimated", outcome: "aborted", modelUsed: luna })
    expect(call?.generationId).toBe(it.simulator.bill()[0]?.id ?? "none")
    const { countedNano } = await it.ledger.spent({ scope: "daily", at: call?.startedAt ?? new Date() })
    expect(countedNano).toBe(call?.heldNano ?? 0n)
  })

  test("by cancelling the stream is the same", async () => {
    const it = await stage({ simulator: { model, pace } })
    const reader = (await it.open({ model: luna })).getReader()
    await reader.read()
    await reader.cancel()
    while (it.simulator.bill().length === 0) await Bun.sleep(5)
    expect(it.simulator.bill()).toMatchObject([{ outcome: "aborted" }])
    expect(await it.calls()).toMatchObject([{ status: "estimated", outcome: "aborted" }])
  })

  test.each([
    ["before any content", "start", "estimated"],
    ["before it has an id, by which its cost could be asked for,", "headers", "unreconciled"],
  ] as const)(
    "%s ends with the caller's own reason, and no other model is asked",
    async (_when, at, status) => {
      const it = await stage({ simulator: { model, faults: [{ kind: "hang", at }] } })
      const controller = new AbortController()
      const opening = it.open({ abortSignal: controller.signal })
      const arrived = async () => {
        const hasId = (await it.calls()).some(({ generationId }) => generationId !== null)
        return it.simulator.requests().length > 0 && hasId === (at === "start")
      }
      while (!(await arrived())) await Bun.sleep(5)
      controller.abort(new DOMException("the person stopped", "AbortError"))
      await expect(opening).rejects.toThrow("the person stopped")
      expect(it.asked()).toHaveLength(1)
      const [call] = await it.calls()
      expect(call).toMatchObject({ status, outcome: "aborted" })
      expect((call?.costNano ?? 0n) > 0n).toBe(status === "estimated") // the prompt was read
      expect((await it.ledger.spent({ scope: "daily", at: new Date() })).countedNano).toBe(
        call?.heldNano ?? -1n,
      )
    },
  )

  test("before its headers gets its id once they come, and is ended then", async () => {
    const { promise: headers, resolve: sendHeaders } = Promise.withResolvers<void>()
    const waits: Fault = { kind: "late-headers", after: headers }
    const it = await stage({
      simulator: { model, faults: [waits], pace: { firstTokenMs: 60_000, chunkMs: 0 } },
    })
    const controller = new AbortController()
    const opening = it.open({ abortSignal: controller.signal })
    while (it.simulator.requests().length === 0) await Bun.sleep(5)
    controller.abort(new DOMException("the person stopped", "AbortError"))
    await expect(opening).rejects.toThrow("the person stopped")
    expect(await it.calls()).toMatchObject([{ status: "unreconciled", generationId: null }])
    sendHeaders()
    while (it.simulator.bill().length === 0) await Bun.sleep(5)
    const [line] = it.simulator.bill()
    expect(line).toMatchObject({ outcome: "aborted" })
    expect(await it.calls()).toMatchObject([{ status: "unreconciled", generationId: line?.id }])
  })

  test("before it began asks nothing, and frees its money", async () => {
    const it = await stage({ simulator: { model } })
    await expect(it.open({ abortSignal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow(
      "too late",
    )
    expect(it.asked()).toEqual([])
    expect(await it.calls()).toMatchObject([{ status: "settled", outcome: "aborted", costNano: 0n }])
  })
})

describe("a call whose process dies in its stream", () => {
  test.each(["start", "middle"] as const)(
    "has its generation in the ledger by then (it hangs at its %s)",
    async (at) => {
      const it = await stage({ simulator: { model, faults: [{ kind: "hang", at }] } })
      const controller = new AbortController()
      const opening = it.open({ model: luna, abortSignal: controller.signal }).catch(() => undefined)
      const noted = async () => (await it.calls()).find(({ generationId }) => generationId !== null)
      while ((await noted()) === undefined) await Bun.sleep(5)
      expect(await noted()).toMatchObject({
        status: "held",
        generationId: expect.stringMatching(/^gen-/),
      })
      controller.abort(new DOMException("stopped", "AbortError"))
      await (await opening)?.cancel().catch(() => undefined)
      while (it.simulator.bill().length === 0) await Bun.sleep(5)
      expect((await it.calls())[0]?.generationId).toBe(it.simulator.bill()[0]?.id ?? "none")
    },
    20_000,
  )

  test("a ledger that can not note it does not break the call", async () => {
    const it = await stage({ simulator: { model } })
    it.ledger.noteGeneration = () => Promise.reject(new Error("disk full"))
    expect((await it.call({ model: luna })).text).toBe(text)
  })
})

describe("a broken ledger", () => {
  test("does not break a stream that runs; the person reads what could not be written", async () => {
    const it = await stage({ simulator: { model } })
    const stream = await it.open({ model: luna })
    it.ledger.settle = () => Promise.reject(new Error("disk full"))
    const { text: answered, finish } = await readAnswer(stream)
    expect(answered).toBe(text)
    expect(finish?.providerMetadata?.copilot).toBeDefined()
    expect(it.told).toEqual([]) // it is tried again first
    await finishBackground()
    expect(it.told.join()).toMatch(/could not write .* of openai\/gpt-6-luna to the ledger, .*: disk full/)
  })

  test("that works again by then is written to in the background, and nothing is said", async () => {
    const it = await stage({ simulator: { model } })
    const stream = await it.open({ model: luna })
    const { settle } = it.ledger
    let failures = 2
    it.ledger.settle = (...given) =>
      failures-- > 0 ? Promise.reject(new Error("database is locked")) : settle(...given)
    await readAnswer(stream)
    expect(await it.calls()).toMatchObject([{ status: "held" }])
    await finishBackground()
    expect(await it.calls()).toMatchObject([{ status: "settled", costNano: it.billedNano() }])
    expect(it.told).toEqual([])
  })

  test("that does not answer does not hold up the end of the answer", async () => {
    const it = await stage({ simulator: { model } })
    const stream = await it.open({ model: luna })
    const writing = Promise.withResolvers<void>()
    it.ledger.settle = () => writing.promise
    expect((await readAnswer(stream)).finish).toBeDefined()
    writing.resolve()
  })
})

/** An opened answer of given parts. */
function opened(parts: LanguageModelV3StreamPart[], breaks?: Error): Opened {
  const waiting = [...parts]
  const read = async () => {
    const value = waiting.shift()
    if (!value && breaks) throw breaks
    return { done: value === undefined, value }
  }
  return {
    kind: "open",
    head: [],
    rest: { read },
    generationId: null,
    answeredBy: { provider: undefined, modelId: undefined },
    timeToFirstTokenMs: 1,
    abort: () => {},
    letGo: () => {},
  }
}

const usage: LanguageModelV3Usage = {
  inputTokens: { total: 100, noCache: 60, cacheRead: 40, cacheWrite: 0 },
  outputTokens: { total: 20, text: 15, reasoning: 5 },
}

function finishOf(unified: string): LanguageModelV3StreamPart {
  return { type: "finish", usage, finishReason: { unified: unified as "other", raw: unified } }
}

const delta: LanguageModelV3StreamPart = { type: "text-delta", id: "1", delta: "hällo" }
const toolCall: LanguageModelV3StreamPart = {
  type: "tool-call",
  toolCallId: "a",
  toolName: "read",
  input: "{}",
}

async function settled(
  parts: LanguageModelV3StreamPart[],
  given: { breaks?: Error; aborted?: boolean } = {},
) {
  const ends: StreamEnd[] = []
  const stream = settleStream(opened(parts, given.breaks), {
    settle: async (end) => {
      ends.push(end)
      return 7n
    },
    cutOff: ({ kind }) => new Error(`cut off: ${kind}`),
    signal: given.aborted ? AbortSignal.abort() : undefined,
    goesOn: () => false,
    idleMs: 60_000,
    endsAt: Number.MAX_SAFE_INTEGER,
    now: () => 0,
    readOn: false,
  })
  const answer = await readAnswer(stream).catch((error: Error) => ({ thrown: error.message }))
  return { ends, answer }
}

describe("the end of a stream", () => {
  test.each([
    ["other", [delta], "stop"],
    ["other", [toolCall], "tool-calls"],
    ["stop", [delta], "stop"],
    ["length", [delta], "length"],
    ["tool-calls", [toolCall], "tool-calls"],
    ["content-filter", [delta], "content-filter"],
    ["error", [delta], "error"],
  ] as const)(
    "finish reason %s after %j is %s, since OpenCode loops on any other",
    async (given, parts, expected) => {
      const { answer } = await settled([...parts, finishOf(given)])
      expect("finish" in answer && answer.finish?.finishReason.unified).toBe(expected)
    },
  )

  test.each([
    ["without a finish", {}],
    ["in an error", { breaks: new Error("socket hang up 503") }],
  ])("%s is a cut-off one, settled once with what had arrived", async (_what, given) => {
    const { ends, answer } = await settled([delta, delta], given)
    expect(ends).toMatchObject([{ kind: "cut-off", charged: true, streamed: { text: 12, reasoning: 0 } }])
    expect("error" in answer && String(answer.error)).toBe("Error: cut off: cut-off")
  })

  test("in an error part is a cut-off one, and the upstream's own words stay here", async () => {
    const { ends, answer } = await settled([
      delta,
      { type: "error", error: { code: 500, message: "retry me" } },
      delta,
    ])
    expect(ends).toMatchObject([{ kind: "cut-off", charged: false, streamed: { text: 6 } }])
    expect(JSON.stringify("parts" in answer ? answer.parts : [])).not.toContain("retry me")
  })

  test("after an abort is an aborted one", async () => {
    const { ends, answer } = await settled([delta], { breaks: new Error("gone"), aborted: true })
    expect(ends).toMatchObject([{ kind: "aborted", streamed: { text: 6 } }])
    expect(answer).toEqual({ thrown: "gone" })
  })

  test("is settled once, even when it is cancelled while it finishes", async () => {
    const ends: StreamEnd[] = []
    const writing = Promise.withResolvers<bigint>()
    const stream = settleStream(opened([finishOf("stop")]), {
      settle: (end) => {
        ends.push(end)
        return writing.promise
      },
      cutOff: () => new Error("cut"),
      signal: undefined,
      goesOn: () => false,
      idleMs: 60_000,
      endsAt: Number.MAX_SAFE_INTEGER,
      now: () => 0,
      readOn: false,
    })
    while (ends.length === 0) await Bun.sleep(0)
    const cancelled = stream.cancel()
    writing.resolve(7n)
    await cancelled
    expect(ends).toMatchObject([{ kind: "finished" }])
  })
})

test("the bill that comes while the caller's leave is written down is read on to", async () => {
  const controller = new AbortController()
  const { promise: lastPart, resolve: sendLast } = Promise.withResolvers<LanguageModelV3StreamPart>()
  const { promise: written, resolve: write } = Promise.withResolvers<void>()
  const { promise: billed, resolve: bill } = Promise.withResolvers<StreamEnd>()
  const parts = [lastPart]
  const rest = { read: async () => ({ done: parts.length === 0, value: await parts.shift() }) }
  const stream = settleStream(
    { ...opened([]), rest },
    {
      settle: async (end) => {
        if (end.kind === "finished") bill(end)
        else await written
        return 0n
      },
      cutOff: () => new Error("cut off"),
      signal: controller.signal,
      goesOn: () => false,
      idleMs: 60_000,
      endsAt: Number.MAX_SAFE_INTEGER,
      now: () => 0,
      readOn: true,
    },
  )
  const reading = stream.getReader().read()
  controller.abort(new Error("stopped"))
  sendLast(finishOf("stop"))
  await Bun.sleep(5)
  write()
  await expect(reading).rejects.toThrow("stopped")
  expect((await billed).kind).toBe("finished")
})
