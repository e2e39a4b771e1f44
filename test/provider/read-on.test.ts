// A stopped answer that its host bills to the end is read to its end, for its bill alone; any other request is ended.
import { afterEach, describe, expect, test } from "bun:test"
import { finishBackground, toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, readAnswer, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const flash = "google/gemini-3.8-flash"
const sonnet = "anthropic/claude-sonnet-5"
const text = "An answer that is long enough to be sent in a good many pieces, one after the other."
const model = steps([{ text }])

interface Held {
  it: Stage
  reader: { read: () => Promise<{ done: boolean }>; cancel: () => Promise<void> }
  stop: () => void
  goOn: () => void
}

/** A call whose answer waits in its middle, with its first part read. */
async function held(modelId: string, given: Partial<Parameters<typeof stage>[0]> = {}): Promise<Held> {
  const it = await stage({ simulator: { model }, ...given })
  return hold(it, modelId)
}

async function hold(it: Stage, modelId: string): Promise<Held> {
  const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>()
  it.simulator.fail({ kind: "pause", at: "middle", reached: () => goesOn })
  const controller = new AbortController()
  const reader = (await it.open({ model: modelId, abortSignal: controller.signal })).getReader()
  await reader.read()
  return {
    it,
    reader,
    goOn,
    stop: () => controller.abort(new DOMException("the person stopped", "AbortError")),
  }
}

async function untilBilled({ simulator }: Stage, lines = 1): Promise<void> {
  while (simulator.bill().length < lines) await Bun.sleep(2)
}

async function untilSettled(it: Stage): Promise<void> {
  while ((await it.calls()).some(({ status }) => status !== "settled")) await Bun.sleep(2)
}

async function rest(reader: Held["reader"]): Promise<void> {
  while (!(await reader.read()).done);
}

describe("an answer that is billed to its end", () => {
  test("stops at once for the person, is an estimate then, and costs what it cost soon after", async () => {
    const { it, reader, stop, goOn } = await held(flash)
    const reading = rest(reader)
    stop()
    await expect(reading).rejects.toThrow("the person stopped")
    expect(await it.calls()).toMatchObject([{ status: "estimated", outcome: "aborted" }])
    goOn()
    await untilSettled(it)
    const [line] = it.simulator.bill()
    expect(line).toMatchObject({ outcome: "complete", completionTokens: Math.ceil(text.length / 4) })
    expect(await it.calls()).toMatchObject([
      { costNano: line?.costNano, usage: { outputTokens: line?.completionTokens } },
    ])
  })

  test("stops at a time limit as well, though nothing comes any more", async () => {
    const it = await stage({ simulator: { model, faults: [{ kind: "hang", at: "middle" }] } })
    const reader = (await it.open({ model: flash, abortSignal: AbortSignal.timeout(300) })).getReader()
    await expect(rest(reader)).rejects.toThrow("timed out")
    expect(await it.calls()).toMatchObject([{ status: "estimated", outcome: "aborted" }])
  })

  test("is read on as well where its stream is cancelled", async () => {
    const { it, reader, goOn } = await held(flash)
    await reader.cancel()
    expect(await it.calls()).toMatchObject([{ status: "estimated" }])
    goOn()
    await untilSettled(it)
    expect(await it.calls()).toMatchObject([{ costNano: it.billedNano() }])
  })

  test("stays an estimate where it breaks off before its end", async () => {
    const it = await stage({ simulator: { model } })
    const { promise: breaks, resolve: breakNow } = Promise.withResolvers<void>()
    const cut: Fault = { kind: "cut", at: "middle", reached: () => breaks }
    it.simulator.fail(cut)
    const reader = (await it.open({ model: flash })).getReader()
    await reader.read()
    await reader.cancel()
    breakNow()
    await untilBilled(it)
    await finishBackground()
    expect(await it.calls()).toMatchObject([{ status: "estimated", outcome: "aborted" }])
  })

  test("that comes to its end before anybody stops it is like any other", async () => {
    const it = await stage({ simulator: { model } })
    const controller = new AbortController()
    const answer = await readAnswer(await it.open({ model: flash, abortSignal: controller.signal }))
    controller.abort()
    expect(answer.text).toBe(text)
    expect(await it.calls()).toMatchObject([{ status: "settled", costNano: it.billedNano() }])
  })
})

test("the request of a host that stops when asked is ended, and nothing more is generated", async () => {
  const { it, reader, stop } = await held(sonnet)
  const reading = rest(reader)
  stop()
  await expect(reading).rejects.toThrow()
  await untilBilled(it)
  const [line] = it.simulator.bill()
  expect(line?.outcome).toBe("aborted")
  expect(line?.completionTokens).toBeLessThan(Math.ceil(text.length / 4))
})

test("who runs a model is learned from the session's calls", async () => {
  const models = simulatedModels(toolModels()).map((each) =>
    each.id === sonnet ? { ...each, host: "Amazon Bedrock" } : each,
  )
  const it = await stage({ simulator: { model, models } })
  await it.call({ model: sonnet })
  const { reader, goOn } = await hold(it, sonnet)
  await reader.cancel()
  goOn()
  await untilSettled(it)
  expect((await it.calls()).map(({ costNano }) => costNano)).toEqual(
    it.simulator.bill().map(({ costNano }) => costNano),
  )
})
