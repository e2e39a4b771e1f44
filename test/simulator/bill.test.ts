// What is billed: the sum that was sent, caches, aborts, limits, worst cases.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { type BillLine, createSimulator, type Simulator, script, steps } from "../../simulator/index.ts"
import { type Chunk, chat, chunksOf, closeLanes, flash, lanes, luna, models, plain, sonnet } from "./lanes.ts"

closeLanes()

const [inProcess, loopback] = lanes as [(typeof lanes)[number], (typeof lanes)[number]]
const long = "All that came before, again and again. ".repeat(20)

async function lineOf(body: object): Promise<BillLine | undefined> {
  const simulator = createSimulator({ models })
  await (await chat(inProcess.open(simulator), body)).json()
  return simulator.bill()[0]
}

async function costOf(answer: Response): Promise<number> {
  return chunksOf(await answer.text()).at(-1)?.usage?.cost ?? Number.NaN
}

describe("the bill", () => {
  test("holds the cost that was sent, exactly, whatever the model and the reply", async () => {
    let outputTokens = 0
    const simulator = createSimulator({ models, model: script(() => ({ text: "reply", outputTokens })) })
    const baseURL = inProcess.open(simulator)
    const call = fc.record({
      model: fc.constantFrom(flash, sonnet, luna, plain),
      content: fc.string({ maxLength: 300 }),
      output: fc.integer({ min: 1, max: 1_999 }),
      stream: fc.boolean(),
    })
    const property = fc.asyncProperty(call, async ({ output, content, ...body }) => {
      outputTokens = output
      const answer = await chat(baseURL, { ...body, messages: [{ role: "user", content }] })
      const sent = body.stream ? await costOf(answer) : ((await answer.json()) as Chunk).usage?.cost
      expect(BigInt(Math.round((sent ?? Number.NaN) * 1e9))).toBe(simulator.bill().at(-1)?.costNano ?? -1n)
      expect(simulator.bill().at(-1)?.completionTokens).toBe(output)
    })
    await fc.assert(property, { numRuns: 60 })
    const total = simulator.bill().reduce((sum, line) => sum + line.costNano, 0n)
    const key = await fetch(`${baseURL}/key`, { headers: { authorization: "Bearer key-1" } })
    expect(await key.json()).toMatchObject({ data: { usage: Number(total) / 1e9 } })
  }, 60_000)

  test("counts prompt, cached and output tokens at their own prices", async () => {
    const simulator = createSimulator({ models, model: script(() => ({ text: "x", outputTokens: 1_000 })) })
    const baseURL = inProcess.open(simulator)
    const messages = [{ role: "user", content: long }]
    await (await chat(baseURL, { messages })).json()
    await (await chat(baseURL, { messages: [...messages, ...messages] })).json()
    const [cold, warm] = simulator.bill()
    // 0.75 and 0.075 USD per million input tokens, 3.75 per million output tokens
    const prompt = cold?.promptTokens ?? 0
    expect(cold?.costNano).toBe(BigInt(prompt * 750 + 3_750_000))
    expect(warm?.costNano).toBe(BigInt(prompt * 75 + prompt * 750 + 3_750_000))
  })

  test("counts a picture as a picture, however long its data", async () => {
    const picture = (data: string) => ({
      messages: [
        {
          role: "user",
          content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }],
        },
      ],
    })
    const small = await lineOf(picture("AAAA"))
    expect(small?.promptTokens).toBeGreaterThan(1_000)
    expect((await lineOf(picture("A".repeat(90_000))))?.promptTokens).toBe(small?.promptTokens ?? -1)
  })

  test("`max_tokens` cuts the reply, its tokens and its finish reason", async () => {
    const simulator = createSimulator({ models, model: steps([{ text: long }]) })
    const answer = await chat(inProcess.open(simulator), { stream: true, max_tokens: 50 })
    const chunks = chunksOf(await answer.text())
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")
    expect(long.startsWith(text) && text.length > 0 && text.length <= 200).toBe(true)
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("length")
    expect(simulator.bill()).toMatchObject([{ completionTokens: 50, finish: "length" }])
  })

  test("in the worst case bills a token a byte, no cache, and all of `max_tokens`", async () => {
    const simulator = createSimulator({ models, model: steps([{ text: "x" }]), billing: "worst-case" })
    const baseURL = inProcess.open(simulator)
    const messages = [{ role: "user", content: "ünïcödé" }]
    for (const _ of [1, 2]) await (await chat(baseURL, { messages, max_tokens: 77 })).json()
    const bytes = Buffer.byteLength(JSON.stringify(messages[0]))
    expect(simulator.bill()).toMatchObject(
      [1, 2].map(() => ({ promptTokens: bytes, cachedTokens: 0, completionTokens: 77 })),
    )
  })

  test("forgets everything on reset", async () => {
    const simulator = createSimulator({ models, faults: [{ kind: "status", status: 500, times: 9 }] })
    const baseURL = inProcess.open(simulator)
    await chat(baseURL, {})
    simulator.reset()
    await (await chat(baseURL, {})).json()
    expect(simulator.bill()).toHaveLength(1)
    expect(simulator.requests()).toHaveLength(1)
  })
})

describe("the prompt cache", () => {
  const messages = [
    { role: "system", content: long },
    { role: "user", content: "first" },
  ]
  const more = [...messages, { role: "assistant", content: "one" }, { role: "user", content: "second" }]
  const marked = (content: string) => [{ type: "text", text: content, cache_control: { type: "ephemeral" } }]

  async function cached(simulator: Simulator, bodies: object[]): Promise<number[]> {
    const baseURL = inProcess.open(simulator)
    for (const body of bodies) await (await chat(baseURL, body)).json()
    return simulator.bill().map((line) => line.cachedTokens)
  }

  test("holds the whole earlier prompt for a longer one of the same session and model", async () => {
    const simulator = createSimulator({ models })
    const [first, second] = await cached(simulator, [{ messages }, { messages: more }])
    expect(first).toBe(0)
    expect(second).toBe(simulator.bill()[0]?.promptTokens ?? -1)
  })

  test.each([
    ["another model", { model: luna, messages }],
    ["another session", { messages, session_id: "ses_2" }],
    ["another beginning", { messages: [{ role: "system", content: "else" }, ...messages] }],
    ["other tools", { messages, tools: [{ type: "function", function: { name: "read" } }] }],
  ])("is cold for %s", async (_name, body) => {
    expect(await cached(createSimulator({ models }), [{ messages }, body])).toEqual([0, 0])
  })

  test("is cold again after five minutes", async () => {
    let at = new Date("2026-11-22T12:00:00Z")
    const simulator = createSimulator({ models, now: () => at })
    const baseURL = inProcess.open(simulator)
    for (const minutes of [0, 4, 8, 14]) {
      at = new Date(Date.UTC(2026, 10, 22, 12, minutes))
      await (await chat(baseURL, { messages })).json()
    }
    expect(simulator.bill().map((line) => line.cachedTokens > 0)).toEqual([false, true, true, false])
  })

  test("of Anthropic needs a mark, and writing up to it has its price", async () => {
    const simulator = createSimulator({ models })
    const system = { role: "system", content: marked(long) }
    const moved = { role: "system", content: [{ type: "text", text: long }] }
    await cached(simulator, [
      { model: sonnet, messages },
      { model: sonnet, messages: [system, { role: "user", content: "a" }] },
      { model: sonnet, messages: [moved, { role: "user", content: marked("b") }] },
    ])
    const [plainCall, written, read] = simulator.bill()
    expect(plainCall).toMatchObject({ cachedTokens: 0, cacheWriteTokens: 0 })
    expect(written?.cachedTokens).toBe(0)
    expect(written?.cacheWriteTokens).toBeGreaterThan(100)
    expect(read?.cachedTokens).toBe(written?.cacheWriteTokens ?? -1)
    const fresh = (written?.promptTokens ?? 0) - (written?.cacheWriteTokens ?? 0)
    const output = (written?.completionTokens ?? 0) * 10_000
    expect(written?.costNano).toBe(BigInt(fresh * 2_000 + (written?.cacheWriteTokens ?? 0) * 2_500 + output))
  })
})

describe("a client that leaves", () => {
  const model = steps([{ text: long }])
  const pace = { firstTokenMs: 0, chunkMs: 15 }

  async function leave(simulator: Simulator, baseURL: string, modelId: string): Promise<void> {
    const controller = new AbortController()
    const answer = await chat(baseURL, { model: modelId, stream: true }, { signal: controller.signal })
    const reader = answer.body?.getReader()
    for (let read = ""; !read.includes("All that"); )
      read += new TextDecoder().decode((await reader?.read())?.value)
    controller.abort()
    await reader?.read().catch(() => undefined)
    while (simulator.bill().length === 0) await Bun.sleep(5)
  }

  for (const lane of [inProcess, loopback]) {
    test(`pays for what was generated so far, ${lane.name}`, async () => {
      const simulator = createSimulator({ models, model, pace })
      await leave(simulator, lane.open(simulator), luna)
      const [line] = simulator.bill()
      expect(line?.outcome).toBe("aborted")
      expect(line?.completionTokens).toBeGreaterThan(0)
      expect(line?.completionTokens).toBeLessThan(long.length / 4)
    })

    test(`pays for all on a provider that does not stop, ${lane.name}`, async () => {
      const simulator = createSimulator({ models, model, pace })
      await leave(simulator, lane.open(simulator), flash)
      expect(simulator.bill()).toMatchObject([{ outcome: "aborted", completionTokens: long.length / 4 }])
    })
  }
})
