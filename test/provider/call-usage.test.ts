// What calls teach about the next one that breaks off, through the provider: in the process, and from the ledger after it.
import { afterEach, describe, expect, test } from "bun:test"
import fc from "fast-check"
import { runtimeSlot } from "../../config/index.ts"
import { costOf, findModel, type Model, type Usage } from "../../ledger/index.ts"
import { estimateCost, estimateUsage } from "../../provider/estimate-usage.ts"
import { learnUsage, NO_LESSONS } from "../../provider/learn-usage.ts"
import { script } from "../../simulator/index.ts"
import { type CallGiven, closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const sonnet = "anthropic/claude-sonnet-5"
const answer = "The discount is taken twice, once for the line and once for the whole cart. ".repeat(8)
const model = script(() => ({ text: answer }))

const opening = [user(`Why is the total wrong? ${"const price = rate * count // as agreed\n".repeat(200)}`)]
const grown = (steps: number) => [
  ...opening,
  ...Array.from({ length: steps }, (_, step) => toolTurn(`call_${step}`)).flat(),
]

/** A call that the person stops once all that had been sent by the middle of the answer was read, and `before` is done. */
async function stopped(it: Stage, given: CallGiven, before?: Promise<void>): Promise<void> {
  const controller = new AbortController()
  const { promise: sent, resolve: reached } = Promise.withResolvers<number>()
  const lines = it.simulator.bill().length
  it.simulator.fail({ kind: "hang", at: "middle", reached })
  const reader = (await it.open({ ...given, abortSignal: controller.signal })).getReader()
  for (let bytes = 0, most = await sent; bytes < most; ) {
    const { value } = await reader.read()
    if (value && "delta" in value) bytes += Buffer.byteLength(value.delta)
  }
  await before
  controller.abort(new DOMException("stopped", "AbortError"))
  await reader.read().catch(() => undefined)
  while (it.simulator.bill().length === lines) await Bun.sleep(2)
}

/** Of the last call: what was billed, and by how much the ledger is off. */
async function lastOf(it: Stage) {
  const line = it.simulator.bill().at(-1)
  const call = (await it.calls()).find(({ generationId }) => generationId === line?.id)
  if (!line || !call) throw new Error("the call is not in the ledger")
  return { line, call, off: Math.abs(Number(call.costNano) / Number(line.costNano) - 1) }
}

describe("an answer that is stopped", () => {
  test.each([luna, sonnet])("in a session that went on is estimated within a hundredth: %s", async (id) => {
    const it = await stage({ simulator: { model } })
    for (const steps of [0, 1, 2, 3]) await it.call({ model: id, prompt: grown(steps) })
    await stopped(it, { model: id, prompt: grown(4) })
    const { line, call, off } = await lastOf(it)
    expect(call.status).toBe("estimated")
    expect(line.cachedTokens).toBeGreaterThan(1_000)
    expect(call.usage.cachedTokens).toBe(line.cachedTokens)
    expect(off).toBeLessThan(0.01)
  })

  test("with the person's own provider key has the fee in its estimate", async () => {
    const it = await stage({ simulator: { model, byok: [luna] } })
    for (const steps of [0, 1, 2]) await it.call({ model: luna, prompt: grown(steps) })
    await stopped(it, { model: luna, prompt: grown(3) })
    const { line, off } = await lastOf(it)
    expect(line.byok).toBe(true)
    expect(off).toBeLessThan(0.01)
  })

  test("does not take another agent's prompt for its own", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ model: luna, prompt: grown(3), agent: "title" })
    await stopped(it, { model: luna, prompt: [user("name this session")], agent: "build" })
    const { call } = await lastOf(it)
    expect(call.usage.cachedTokens).toBe(0)
  })

  test("by a process that has just begun is estimated by what the ledger knows of the session", async () => {
    const it = await stage({ simulator: { model } })
    for (const steps of [0, 1]) await it.call({ model: luna, prompt: grown(steps) })
    runtimeSlot().instances.set(it.instance.nonce, { ...it.instance })
    const read = Promise.withResolvers<void>()
    const { calls } = it.ledger
    it.ledger.calls = async (filter) => {
      const found = await calls(filter)
      if (filter.session) read.resolve()
      return found
    }
    await stopped(it, { model: luna, prompt: grown(1) }, read.promise)
    const { line, call } = await lastOf(it)
    expect(line.cachedTokens).toBeGreaterThan(1_000)
    expect(call.usage.cachedTokens).toBe(line.cachedTokens)
  })

  test("is estimated all the same where the ledger can not be read", async () => {
    const it = await stage({ simulator: { model } })
    const { calls } = it.ledger
    it.ledger.calls = () => Promise.reject(new Error("disk full"))
    await stopped(it, { model: luna, prompt: grown(1) })
    it.ledger.calls = calls
    expect((await lastOf(it)).call).toMatchObject({ status: "estimated", outcome: "aborted" })
    expect(it.told).toEqual([])
  })
})

describe("whatever was learned", () => {
  const count = fc.integer({ min: 0, max: 1_000_000 })
  const sent = fc.record({
    bytes: count,
    messages: fc.integer({ min: 0, max: 99 }),
    media: fc.integer({ min: 0, max: 9 }),
    continuing: fc.boolean(),
  })
  const previous = fc.option(
    fc.record({
      inputTokens: count,
      prompt: fc.option(sent),
      warm: fc.boolean(),
      at: count,
      beforeReasoning: fc.option(fc.record({ inputTokens: count, prompt: fc.option(sent) })),
      price: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: undefined }),
      host: fc.constantFrom(undefined, "Google", "OpenAI"),
    }),
    { nil: undefined },
  )
  const streamed = fc.record({ text: count, reasoning: count })
  const model = fc.constantFrom(known(luna), known(sonnet))
  const usage = fc.record({
    inputTokens: count,
    cachedTokens: count,
    cacheWriteTokens: count,
    outputTokens: count,
    reasoningTokens: count,
  })
  const reported = fc.record({
    model,
    usage,
    costNano: fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
    prompt: fc.option(sent),
    streamed: fc.option(streamed),
    silentMs: fc.option(count),
    previous,
  })
  const broken = fc.record({
    model,
    prompt: sent,
    streamed,
    silentMs: count,
    complete: fc.boolean(),
    previous,
  })

  function known(id: string): Model {
    const found = findModel(id)
    if (!found) throw new Error(`${id} is not in the catalogue`)
    return found
  }

  test("an estimate is whole tokens, parts no more than their sum, and no negative cost", () => {
    const property = fc.property(fc.array(reported, { maxLength: 20 }), broken, (calls, call) => {
      const own = calls.reduce(learnUsage, NO_LESSONS)
      const found: Usage = estimateUsage(call, { own, author: own, all: own })
      for (const tokens of Object.values(found)) expect(Number.isInteger(tokens) && tokens >= 0).toBe(true)
      expect(found.cachedTokens + found.cacheWriteTokens).toBeLessThanOrEqual(found.inputTokens)
      expect(found.reasoningTokens).toBeLessThanOrEqual(found.outputTokens)
      expect(estimateCost(found, call, { own, author: own, all: own })).toBeGreaterThanOrEqual(0n)
    })
    fc.assert(property, { numRuns: 300 })
  })

  test("a model whose calls are all alike is estimated exactly", () => {
    const call = fc.record({
      bytes: fc.integer({ min: 400, max: 400_000 }),
      tokensPerByte: fc.double({ min: 0.2, max: 0.5, noNaN: true }),
      textTokens: fc.integer({ min: 10, max: 5_000 }),
      fee: fc.constantFrom(100n, 105n),
    })
    const property = fc.property(call, ({ bytes, tokensPerByte, textTokens, fee }) => {
      const inputTokens = Math.round(bytes * tokensPerByte)
      const all = {
        inputTokens,
        cachedTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: textTokens,
        reasoningTokens: 0,
      }
      const prompt = { bytes, messages: 1, media: 0, continuing: false }
      const alike = {
        model: known(luna),
        prompt,
        previous: undefined,
        silentMs: null,
        streamed: { text: textTokens * 4, reasoning: 0 },
        usage: all,
        costNano: (costOf(all, known(luna)) * fee) / 100n,
      }
      const own = [alike, alike, alike].reduce(learnUsage, NO_LESSONS)
      const found = estimateUsage({ ...alike, silentMs: 0, complete: false }, { own, author: own, all: own })
      expect(found).toEqual(all)
      const cost = Number(estimateCost(found, alike, { own, author: own, all: own }))
      expect(cost).toBeCloseTo(Number(alike.costNano), -1)
    })
    fc.assert(property)
  })
})
