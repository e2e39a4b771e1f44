// What is billed beyond plain prices: long prompts, own provider keys, cache writes, hidden reasoning, other hosts.
import { describe, expect, test } from "bun:test"
import { createSimulator, type Fault, type SimulatedModel, script, steps } from "../../simulator/index.ts"
import { chat, chunksOf, closeLanes, flash, lanes, luna, models, sonnet } from "./lanes.ts"

closeLanes()

const [lane] = lanes as [(typeof lanes)[number]]
const headers = { authorization: "Bearer key-1" }
const text = "A reply that is long enough to be sent in a good many pieces, one after the other."

function known(id: string): SimulatedModel {
  const model = models.find((each) => each.id === id)
  if (!model) throw new Error(`no model ${id}`)
  return model
}

async function account(baseURL: string, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${baseURL}${path}`, { headers })
  return ((await answer.json()) as { data: Record<string, unknown> }).data
}

describe("a prompt beyond a length", () => {
  const dear = { aboveTokens: 100, input: 20, output: 100, cacheRead: 2 }
  const model = { ...known(flash), longPrompts: [dear] }
  const content = (tokens: number) =>
    "x".repeat(tokens * 4 - JSON.stringify({ role: "user", content: "" }).length)

  test.each([
    [100, 100n * 750n + 10n * 3_750n],
    [101, 101n * 20_000n + 10n * 100_000n],
  ])("of %d tokens has one price for the whole call", async (tokens, nano) => {
    const simulator = createSimulator({ models: [model], model: script(() => ({ text, outputTokens: 10 })) })
    const messages = [{ role: "user", content: content(tokens) }]
    await (await chat(lane.open(simulator), { messages })).json()
    expect(simulator.bill()).toMatchObject([{ promptTokens: tokens, costNano: nano }])
  })

  test("is listed as an override", async () => {
    const baseURL = lane.open(createSimulator({ models: [model] }))
    const answer = await fetch(`${baseURL}/models`, { headers })
    const { data } = (await answer.json()) as { data: { pricing: { overrides: unknown } }[] }
    expect(data[0]?.pricing.overrides).toEqual([
      { min_prompt_tokens: 100, prompt: "0.00002", completion: "0.0001", input_cache_read: "0.000002" },
    ])
  })
})

describe.each([
  ["a model", [luna]],
  ["an API key", ["key-1"]],
])("%s that is paid with the person's own provider key", (_what, byok) => {
  const simulator = () =>
    createSimulator({ models, byok, model: script(() => ({ text, outputTokens: 1_000 })) })

  test("costs the fee at OpenRouter and the rest at the provider, in usage, generation and key alike", async () => {
    const it = simulator()
    const baseURL = lane.open(it)
    const answer = await chat(baseURL, { model: luna, stream: true })
    const { usage } = chunksOf(await answer.text()).at(-1) ?? {}
    const [line] = it.bill()
    const inference = BigInt((line?.promptTokens ?? 0) * 100 + 1_000 * 500)
    const fee = (inference * 5n + 50n) / 100n
    expect(line).toMatchObject({ byok: true, costNano: inference + fee, chargedNano: fee })
    const [feeUsd, inferenceUsd] = [Number(fee) / 1e9, Number(inference) / 1e9]
    expect(usage).toMatchObject({
      cost: feeUsd,
      is_byok: true,
      cost_details: { upstream_inference_cost: inferenceUsd },
    })
    expect(await account(baseURL, `/generation?id=${line?.id}`)).toMatchObject({
      total_cost: feeUsd,
      is_byok: true,
      upstream_inference_cost: inferenceUsd,
    })
    expect(await account(baseURL, "/key")).toMatchObject({ usage: feeUsd, byok_usage: inferenceUsd })
  })

  test("counts against the key's limit with the fee alone", async () => {
    const it = simulator()
    const baseURL = lane.open(it)
    it.limitKey("key-1", 0.0001) // four fees of about 0.000025
    const seen: number[] = []
    for (let call = 0; call < 6; call++) {
      const answer = await chat(baseURL, { model: luna })
      await answer.text()
      seen.push(answer.status)
    }
    expect(seen).toEqual([200, 200, 200, 200, 403, 403])
  })
})

test("calls of other models are not touched by an own key", async () => {
  const simulator = createSimulator({ models, byok: [luna] })
  await (await chat(lane.open(simulator), { model: flash })).json()
  const [line] = simulator.bill()
  expect(line?.byok).toBe(false)
  expect(line?.chargedNano).toBe(line?.costNano ?? -1n)
})

test("what is new to the cache is billed as written, unasked, where writing is dearer than input", async () => {
  const writing = { ...known(luna), price: { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 } }
  const simulator = createSimulator({ models: [writing], model: script(() => ({ text, outputTokens: 0 })) })
  const baseURL = lane.open(simulator)
  const first = { role: "user", content: "x".repeat(400) }
  const second = { role: "user", content: "y".repeat(800) }
  await (await chat(baseURL, { model: luna, messages: [first] })).json()
  await (await chat(baseURL, { model: luna, messages: [first, second] })).json()
  const [cold, warm] = simulator.bill()
  expect(cold).toMatchObject({ cachedTokens: 0, cacheWriteTokens: cold?.promptTokens })
  expect(warm).toMatchObject({
    cachedTokens: cold?.promptTokens,
    cacheWriteTokens: (warm?.promptTokens ?? 0) - (cold?.promptTokens ?? 0),
  })
  expect(warm?.costNano).toBe(BigInt((cold?.promptTokens ?? 0) * 10 + (warm?.cacheWriteTokens ?? 0) * 125))
})

describe("reasoning in secret", () => {
  const model = steps([{ text, hiddenReasoningTokens: 300 }])

  test("is billed and reported, and nothing of it is sent", async () => {
    const simulator = createSimulator({ models, model })
    const body = await (await chat(lane.open(simulator), { stream: true })).text()
    const tokens = 300 + Math.ceil(text.length / 4)
    expect(simulator.bill()).toMatchObject([{ completionTokens: tokens, reasoningTokens: 300 }])
    const sent = chunksOf(body).map((chunk) => chunk.choices[0]?.delta.content ?? "")
    expect(sent.join("")).toBe(text)
    expect(body.match(/^: /gm)?.length).toBeGreaterThan(4)
  })

  test("is billed so far when the client leaves before the first token", async () => {
    const simulator = createSimulator({ models, model })
    const bytes = await leaveAt(simulator, { kind: "hang", at: 0.2 })
    expect(bytes).toBe(0)
    const [line] = simulator.bill()
    expect(line?.completionTokens).toBeGreaterThan(0)
    expect(line?.completionTokens).toBeLessThan(300)
    expect(line?.reasoningTokens).toBe(line?.completionTokens ?? -1)
  })
})

/** Calls GPT-6 Luna or another, and leaves once the fault has it hang. @returns the bytes that had been sent. */
async function leaveAt(
  simulator: ReturnType<typeof createSimulator>,
  fault: Fault & { kind: "hang" },
  model = luna,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  simulator.fail({ ...fault, reached: resolve })
  const controller = new AbortController()
  const init = { signal: controller.signal, headers: { ...headers, "content-type": "application/json" } }
  const answer = await chat(lane.open(simulator), { model, stream: true, session_id: "ses_1" }, init)
  const reading = answer.text().catch(() => "")
  const bytes = await promise
  controller.abort()
  await reading
  while (simulator.bill().length === 0) await Bun.sleep(5)
  return bytes
}

describe("a fault", () => {
  test("strikes after a share of the answer, and says how much had been sent", async () => {
    const simulator = createSimulator({ models, model: steps([{ text }]) })
    const bytes = await leaveAt(simulator, { kind: "hang", at: 0.5 })
    expect(bytes).toBe(48) // three of six pieces
    expect(simulator.bill()).toMatchObject([
      { outcome: "aborted", completionTokens: Math.ceil((21 * 48) / text.length) },
    ])
  })

  test("of a session leaves others alone", async () => {
    const faults: Fault[] = [{ kind: "status", status: 503, session: "ses_2" }]
    const baseURL = lane.open(createSimulator({ models, faults }))
    const seen: number[] = []
    for (const session_id of ["ses_1", "ses_2", "ses_2"]) {
      const answer = await chat(baseURL, { session_id })
      await answer.text()
      seen.push(answer.status)
    }
    expect(seen).toEqual([200, 503, 200])
  })
})

test("a model on another host goes on generating where that host does", async () => {
  const onBedrock = { ...known(sonnet), host: "Amazon Bedrock" }
  const simulator = createSimulator({ models: [onBedrock], model: steps([{ text }]) })
  await leaveAt(simulator, { kind: "hang", at: 0.5 }, sonnet)
  expect(simulator.bill()).toMatchObject([{ completionTokens: Math.ceil(text.length / 4) }])
})

test("a model counts prompt and reply by its own tokenizer", async () => {
  const countTokens = (counted: string) => counted.length
  const simulator = createSimulator({
    models: [{ ...known(flash), countTokens }],
    model: steps([{ text }]),
  })
  const messages = [{ role: "user", content: "hello" }]
  await (await chat(lane.open(simulator), { messages })).json()
  expect(simulator.bill()).toMatchObject([
    { promptTokens: JSON.stringify(messages[0]).length, completionTokens: text.length },
  ])
})
