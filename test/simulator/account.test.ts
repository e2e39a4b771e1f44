// The reading half of the API: models, key windows, generations, credits; and what is recorded of a call.
import { expect, test } from "bun:test"
import { createSimulator } from "../../simulator/index.ts"
import { chat, closeLanes, flash, lanes, models, sonnet } from "./lanes.ts"

closeLanes()

const [lane] = lanes as [(typeof lanes)[number]]
const init = { headers: { authorization: "Bearer key-1" } }

async function read(url: string) {
  const answer = await fetch(url, init)
  const { data } = (await answer.json()) as { data?: unknown }
  return { status: answer.status, data }
}

test("models are listed with prices as strings, in USD per token", async () => {
  const { data } = await read(`${lane.open(createSimulator({ models }))}/models`)
  const [first, , , free, ...rest] = data as unknown[]
  expect(rest).toHaveLength(models.length - 4)
  expect(first).toMatchObject({
    id: flash,
    context_length: 10_000,
    pricing: {
      prompt: "0.00000075",
      completion: "0.00000375",
      input_cache_read: "0.000000075",
      input_cache_write: "0.000000041667",
    },
    top_provider: { max_completion_tokens: 2_000 },
    supported_parameters: expect.arrayContaining(["tools"]),
  })
  expect(free).toMatchObject({ pricing: { prompt: "0", completion: "0" } })
})

test("a key's usage is kept by UTC day, Monday week and UTC month", async () => {
  let at = new Date("2026-10-31T23:59:59Z")
  const simulator = createSimulator({ models, now: () => at })
  const baseURL = lane.open(simulator)
  // Saturday in October, Sunday in November, Monday, Tuesday
  for (const day of ["2026-10-31T23:59", "2026-11-01T12:00", "2026-11-02T00:00", "2026-11-03T08:00"]) {
    at = new Date(`${day}:00Z`)
    await (await chat(baseURL, { model: sonnet, session_id: day })).json()
  }
  const costs = simulator.bill().map((line) => line.costNano)
  const last = (count: number) => Number(costs.slice(-count).reduce((sum, cost) => sum + cost, 0n)) / 1e9
  const { data } = await read(`${baseURL}/key`)
  expect(data).toMatchObject({
    usage: last(4),
    usage_monthly: last(3),
    usage_weekly: last(2),
    usage_daily: last(1),
    limit: null,
  })
})

test("a key's limit and what is left of it are told", async () => {
  const simulator = createSimulator({ models })
  simulator.limitKey("key-1", 5)
  const { data } = await read(`${lane.open(simulator)}/key`)
  expect(data).toMatchObject({ limit: 5, limit_remaining: 5 })
})

test("a generation is known by its id once the delay has passed, with the cost that was billed", async () => {
  let at = new Date("2026-11-22T12:00:00Z")
  const simulator = createSimulator({ models, now: () => at, generationDelayMs: 2_000 })
  const baseURL = lane.open(simulator)
  const answer = await chat(baseURL, { stream: true })
  await answer.text()
  const id = answer.headers.get("x-generation-id")
  expect((await read(`${baseURL}/generation?id=${id}`)).status).toBe(404)
  at = new Date("2026-11-22T12:00:02Z")
  const { status, data } = await read(`${baseURL}/generation?id=${id}`)
  const [line] = simulator.bill()
  expect(status).toBe(200)
  expect(data).toMatchObject({
    id,
    model: flash,
    total_cost: Number(line?.costNano) / 1e9,
    native_tokens_prompt: line?.promptTokens,
    native_tokens_completion: line?.completionTokens,
    finish_reason: "stop",
    cancelled: false,
    session_id: "ses_1",
  })
})

test("another key's generation, an unknown one and credits are refused", async () => {
  const simulator = createSimulator({ models })
  const baseURL = lane.open(simulator)
  const headers = { authorization: "Bearer key-2", "content-type": "application/json" }
  const answer = await chat(baseURL, {}, { headers })
  await answer.json()
  const id = answer.headers.get("x-generation-id")
  expect((await read(`${baseURL}/generation?id=${id}`)).status).toBe(404)
  expect((await read(`${baseURL}/generation?id=gen-unknown`)).status).toBe(404)
  expect((await read(`${baseURL}/credits`)).status).toBe(403)
})

test("a call is recorded with lower-case headers and its body, refused or not", async () => {
  const simulator = createSimulator({ models, keys: ["key-2"] })
  await chat(lane.open(simulator), { max_tokens: 9, provider: { sort: "price" } })
  expect(simulator.requests()).toMatchObject([
    {
      headers: { "x-session-id": "ses_1" },
      body: { model: flash, max_tokens: 9, provider: { sort: "price" } },
    },
  ])
})
