// The same asked at the same moment: one upstream request that all read, that ends with the last of them, and that the
// first one pays.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import fc from "fast-check"
import { finishBackground } from "../../ledger/index.ts"
import { SharedAnswer } from "../../provider/responses/shared-answer.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { type Answer, type CallGiven, closeStages, readAnswer, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const text = "An answer that is long enough to be sent in a good many pieces, one after the other."
const model = steps([{ text }])
const stopped = () => new DOMException("the person stopped", "AbortError")

/** Calls of sessions of their own, each asking the same. */
const given = (session: string): CallGiven => ({ session, turn: `msg_${session}`, model: luna })

interface Held {
  it: Stage
  goOn: () => void
}

/** The first answer is held up in its middle. */
async function held(faults: Fault[] = []): Promise<Held> {
  const { promise, resolve: goOn } = Promise.withResolvers<void>()
  const pause: Fault = { kind: "pause", at: "middle", reached: () => promise }
  const config = { cache: { ttl: 3_600 } }
  const it = await stage({ config, simulator: { model, faults: [...faults, pause] } })
  return { it, goOn }
}

interface Caller {
  stop: () => void
  answer: Promise<Answer>
}

/** Resolves once the call has its first part. */
async function caller(it: Stage, session: string): Promise<Caller> {
  const controller = new AbortController()
  const stream = await it.open({ ...given(session), abortSignal: controller.signal })
  const answer = readAnswer(stream)
  answer.catch(() => {})
  return { answer, stop: () => controller.abort(stopped()) }
}

async function rowsOf(it: Stage): Promise<Record<string, unknown>> {
  await finishBackground()
  return Object.fromEntries((await it.calls()).map((call) => [call.session, call]))
}

async function untilBilled({ simulator }: Stage): Promise<void> {
  while (simulator.bill().length === 0) await Bun.sleep(2)
}

describe("two that ask the same at once", () => {
  test("get one answer, which the first one pays", async () => {
    const { it, goOn } = await held()
    const first = await caller(it, "one")
    const second = await caller(it, "two")
    goOn()
    expect((await first.answer).text).toBe(text)
    const { text: read, finish } = await second.answer
    expect(read).toBe(text)
    expect(finish).toMatchObject({ providerMetadata: { copilot: { totalNanoAiu: 0 } } })
    expect(it.asked()).toEqual([luna])
    const { one, two } = await rowsOf(it)
    expect(one).toMatchObject({ status: "settled", outcome: "ok", costNano: it.billedNano() })
    expect(two).toMatchObject({
      status: "settled",
      outcome: "ok",
      cause: "replayed",
      costNano: 0n,
      heldNano: 0n,
      cacheSavedNano: it.billedNano(),
    })
  })

  test("before there is an answer, too", async () => {
    const { it, goOn } = await held()
    const both = [it.call(given("one")), it.call(given("two"))]
    goOn()
    expect((await Promise.all(both)).map((answer) => answer.text)).toEqual([text, text])
    expect(it.asked()).toEqual([luna])
  })

  test("the first may leave: the other reads on, and who asked pays", async () => {
    const { it, goOn } = await held()
    const first = await caller(it, "one")
    const second = await caller(it, "two")
    first.stop()
    await expect(first.answer).rejects.toThrow("the person stopped")
    goOn()
    expect((await second.answer).text).toBe(text)
    const { one, two } = await rowsOf(it)
    expect(one).toMatchObject({ status: "settled", costNano: it.billedNano() })
    expect(two).toMatchObject({ outcome: "ok", costNano: 0n })
  })

  test("the other may leave: the first one reads on", async () => {
    const { it, goOn } = await held()
    const first = await caller(it, "one")
    const second = await caller(it, "two")
    second.stop()
    await expect(second.answer).rejects.toThrow("the person stopped")
    goOn()
    expect((await first.answer).text).toBe(text)
    expect((await rowsOf(it)).two).toMatchObject({ status: "settled", outcome: "aborted", costNano: 0n })
  })

  test("the last that leaves takes the request with it", async () => {
    const { it } = await held()
    const first = await caller(it, "one")
    const second = await caller(it, "two")
    first.stop()
    second.stop()
    await expect(first.answer).rejects.toThrow("the person stopped")
    await expect(second.answer).rejects.toThrow("the person stopped")
    await untilBilled(it)
    expect(it.simulator.bill()).toMatchObject([{ outcome: "aborted" }])
    const rows = await rowsOf(it)
    expect(rows).toMatchObject({ one: { outcome: "aborted" }, two: { outcome: "aborted", costNano: 0n } })
    expect((await it.call(given("three"))).text).toBe(text)
    expect(it.asked()).toEqual([luna, luna])
  })

  test("where the first gets no answer, the other asks for itself", async () => {
    const { it, goOn } = await held([{ kind: "status", status: 401 }])
    goOn()
    const [one, two] = await Promise.allSettled([it.call(given("one")), it.call(given("two"))])
    expect(one).toMatchObject({ status: "rejected" })
    expect(two).toMatchObject({ status: "fulfilled", value: { text } })
    expect(it.asked()).toEqual([luna, luna])
  })

  test("where it breaks off, both hear why, and neither is billed for the other", async () => {
    const { promise, resolve: goOn } = Promise.withResolvers<void>()
    const { it } = await held([{ kind: "cut", at: "middle", reached: () => promise }])
    const first = await caller(it, "one")
    const second = await caller(it, "two")
    goOn()
    for (const { answer } of [first, second]) {
      const { error, finish, text: begun } = await answer
      expect(String(error)).toContain("broke off")
      expect(finish?.finishReason).toMatchObject({ unified: "error" })
      expect(text).toStartWith(begun)
    }
    expect(await rowsOf(it)).toMatchObject({
      one: { outcome: "cut-off" },
      two: { outcome: "cut-off", costNano: 0n },
    })
  })
})

describe("one that nobody shares", () => {
  test("ends upstream as soon as its reader cancels", async () => {
    const { it } = await held()
    const reader = (await it.open(given("one"))).getReader()
    await reader.read()
    await reader.cancel()
    await untilBilled(it)
    expect(it.simulator.bill()).toMatchObject([{ outcome: "aborted" }])
    expect((await rowsOf(it)).one).toMatchObject({ outcome: "aborted" })
  })
})

type Part = LanguageModelV3StreamPart
const part = (at: number): Part => ({ type: "text-delta", id: "1", delta: String(at) })

test("whoever joins and leaves when: who stays reads all parts in order, and the signal aborts with the last", async () => {
  const moments = fc.record({ joins: fc.nat(6), leaves: fc.option(fc.nat(8), { nil: undefined }) })
  await fc.assert(
    fc.asyncProperty(fc.array(moments, { minLength: 1, maxLength: 5 }), async (others) => {
      const readers = [{ joins: 0, leaves: others[0]?.leaves }, ...others.slice(1)]
      let feed: ReadableStreamDefaultController<Part> | undefined
      const shared = new SharedAnswer<{ stream: ReadableStream<Part> }>()
      shared.signal.addEventListener("abort", () => feed?.error(shared.signal.reason))
      const seats = readers.map(() => new AbortController())
      const outcomes: Promise<string>[] = []
      const join = (index: number) => {
        const seat = shared.join(seats[index]?.signal)
        outcomes[index] = seat.opened
          .then(() => readAnswer(seat.stream()))
          .then(
            (answer) => answer.text,
            () => "left",
          )
      }
      join(0)
      const start = (controller: ReadableStreamDefaultController<Part>) => {
        feed = controller
      }
      const stream = new ReadableStream<Part>({ start })
      void shared.begin(async () => ({ stream }))
      for (let at = 0; at < 6; at++) {
        for (const [index, { joins }] of readers.entries())
          if (index > 0 && joins === at && shared.canBeJoined) join(index)
        for (const [index, { leaves }] of readers.entries())
          if (leaves === at && outcomes[index]) seats[index]?.abort(stopped())
        if (shared.signal.aborted) break
        feed?.enqueue(part(at))
        await new Promise(setImmediate)
      }
      if (!shared.signal.aborted) feed?.close()
      for (const [index, { leaves }] of readers.entries()) {
        if (!outcomes[index]) continue
        const hasLeft = seats[index]?.signal.aborted
        expect(await outcomes[index]).toBe(hasLeft ? "left" : "012345")
        if (leaves === undefined) expect(shared.signal.aborted).toBe(false)
      }
    }),
    { numRuns: 100 },
  )
})

test("nothing is left behind on the signals of a thousand calls that ended, failed or left", async () => {
  const controller = new AbortController()
  const { signal } = controller
  let tied = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    tied++
    add(...given)
  }
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    tied--
    remove(...given)
  }
  const whole = () =>
    new ReadableStream<Part>({
      start: (feed) => {
        feed.enqueue(part(1))
        feed.close()
      },
    })
  for (let at = 0; at < 1_000; at++) {
    const shared = new SharedAnswer<{ stream: ReadableStream<Part> }>()
    const seats = [shared.join(signal), shared.join(signal)]
    void shared.begin(async () => {
      if (at % 3 === 0) throw new Error("no answer")
      return { stream: whole() }
    })
    for (const [index, seat] of seats.entries()) {
      const opened = await seat.opened.catch(() => undefined)
      if (!opened) continue
      if (at % 3 === 1 && index === 1) await seat.stream().cancel()
      else await readAnswer(seat.stream())
    }
  }
  expect(tied).toBe(0)
})
