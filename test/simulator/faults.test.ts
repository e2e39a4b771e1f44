// Every fault that can be scripted, as a client meets it.
import { describe, expect, test } from "bun:test"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import { createSimulator, type Fault, type Simulator, steps } from "../../simulator/index.ts"
import { chat, chunksOf, closeLanes, flash, lanes, luna, models, plain, sonnet } from "./lanes.ts"

closeLanes()

const text = "A reply that is long enough to be sent in a good many pieces, one after the other."

function simulatorWith(...faults: Fault[]): Simulator {
  return createSimulator({ models, model: steps([{ text }]), faults })
}

interface ErrorAnswer {
  error: {
    code: number
    message: string
    metadata: { error_type: string; raw?: string; previous_errors?: { code: number }[] }
    availability?: { code: string; retryable: boolean; retry_after?: number }
  }
}

const statuses = [
  [400, "context_length_exceeded"],
  [401, "authentication"],
  [402, "payment_required"],
  [403, "permission_denied"],
  [408, "timeout"],
  [413, "payload_too_large"],
  [429, "rate_limit_exceeded"],
  [500, "server"],
  [502, "provider_unavailable"],
  [503, "provider_overloaded"],
  [524, "timeout"],
  [529, "provider_overloaded"],
] as const

for (const lane of lanes) {
  describe(`faults, ${lane.name}`, () => {
    test.each(statuses)("status %d comes with error_type %s, and only once", async (status, errorType) => {
      const simulator = simulatorWith({ kind: "status", status })
      const baseURL = lane.open(simulator)
      const answer = await chat(baseURL, {})
      const { error } = (await answer.json()) as ErrorAnswer
      expect(answer.status).toBe(status)
      expect(error).toMatchObject({ code: status, metadata: { error_type: errorType } })
      expect((await chat(baseURL, {})).status).toBe(200)
      expect(simulator.bill()).toHaveLength(1)
    })

    test("a rate limit says when to come back, what the provider said, and that it is worth it", async () => {
      const raw = "quota of the provider"
      const answer = await chat(
        lane.open(simulatorWith({ kind: "status", status: 429, retryAfterSeconds: 7, raw })),
        {},
      )
      const { error } = (await answer.json()) as ErrorAnswer
      expect(answer.headers.get("retry-after")).toBe("7")
      expect(error.metadata.raw).toBe(raw)
      expect(error.availability).toMatchObject({ retryable: true, retry_after: 7 })
    })

    test("a model's fault strikes that model only, and as often as said", async () => {
      const baseURL = lane.open(simulatorWith({ kind: "status", status: 503, model: flash, times: 2 }))
      const answers = [{ model: luna }, { model: flash }, { model: flash }, { model: flash }]
      const seen = []
      for (const body of answers) seen.push((await chat(baseURL, body)).status)
      expect(seen).toEqual([200, 503, 503, 200])
    })

    test("the next model of `models` answers for one that fails, and is the one billed", async () => {
      const simulator = simulatorWith({ kind: "status", status: 503, model: flash })
      const answer = await chat(lane.open(simulator), { models: [flash, luna], stream: true })
      expect(chunksOf(await answer.text()).at(-1)?.model).toBe(luna)
      expect(simulator.bill().map((line) => line.model)).toEqual([luna])
    })

    test("when every model fails the last error carries the earlier ones", async () => {
      const simulator = simulatorWith(
        { kind: "status", status: 503, model: flash },
        { kind: "status", status: 429, model: luna },
      )
      const answer = await chat(lane.open(simulator), { models: [flash, luna] })
      const { error } = (await answer.json()) as ErrorAnswer
      expect(answer.status).toBe(429)
      expect(error.metadata.previous_errors).toMatchObject([{ code: 503 }])
    })

    test.each(["start", "middle"] as const)(
      "an error in the stream at its %s ends it, unpaid",
      async (at) => {
        const simulator = simulatorWith({
          kind: "stream-error",
          at,
          code: "server_error",
          message: "Lost it",
        })
        const answer = await chat(lane.open(simulator), { stream: true })
        const chunks = chunksOf(await answer.text())
        expect(answer.status).toBe(200)
        expect(chunks.at(-1)?.error).toMatchObject({ code: "server_error", message: "Lost it" })
        expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("error")
        expect(chunks.some((chunk) => chunk.choices[0]?.delta.content)).toBe(at === "middle")
        expect(simulator.bill()).toMatchObject([{ outcome: "failed", costNano: 0n }])
      },
    )

    test("the OpenRouter provider turns an error in the stream into an error part", async () => {
      const baseURL = lane.open(simulatorWith({ kind: "stream-error", at: "middle" }))
      const { stream } = await createOpenRouter({ apiKey: "key-1", baseURL })
        .chat(flash)
        .doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "hello" }] }] })
      const parts = await Array.fromAsync(stream)
      expect(parts.find((part) => part.type === "error")?.error).toMatchObject({ code: 502 })
    })

    test.each(["start", "middle"] as const)("a cut at the %s breaks the body, billed so far", async (at) => {
      const simulator = simulatorWith({ kind: "cut", at, model: luna })
      const answer = await chat(lane.open(simulator), { model: luna, stream: true }).catch((error) => error)
      if (answer instanceof Response) await expect(answer.text()).rejects.toThrow()
      else expect(answer).toBeInstanceOf(Error)
      const [line] = simulator.bill()
      expect(line?.outcome).toBe("aborted")
      expect((line?.completionTokens ?? 0) > 0).toBe(at === "middle")
      expect(line?.completionTokens).toBeLessThan(Math.ceil(text.length / 4))
    })

    test.each(["headers", "start", "middle"] as const)(
      "a hang at the %s lasts until the client leaves",
      async (at) => {
        const simulator = simulatorWith({ kind: "hang", at })
        const controller = new AbortController()
        const init = { signal: controller.signal }
        const answer = chat(lane.open(simulator), { stream: true }, init).then((response) => response.text())
        setTimeout(() => controller.abort(), 100)
        await expect(answer).rejects.toThrow()
        while (simulator.bill().length === 0) await Bun.sleep(5)
        expect(simulator.bill()).toMatchObject([{ outcome: "aborted" }])
      },
    )

    test("an empty completion without a finish reason is free, one with it is not", async () => {
      const simulator = simulatorWith({ kind: "empty", finish: null }, { kind: "empty", finish: "stop" })
      const baseURL = lane.open(simulator)
      for (const _ of [1, 2]) {
        const chunks = chunksOf(await (await chat(baseURL, { stream: true })).text())
        expect(chunks.some((chunk) => chunk.choices[0]?.delta.content)).toBe(false)
      }
      const [free, paid] = simulator.bill()
      expect(free?.costNano).toBe(0n)
      expect(paid?.costNano).toBeGreaterThan(0n)
    })

    test("a chunk that is not JSON stands in the middle of a stream that goes on", async () => {
      const answer = await chat(lane.open(simulatorWith({ kind: "malformed-chunk" })), { stream: true })
      const body = await answer.text()
      const lines = body.split("\n\n").filter((line) => line.startsWith("data: {"))
      expect(lines.filter((line) => !line.endsWith("}"))).toHaveLength(1)
      expect(
        chunksOf(body)
          .map((chunk) => chunk.choices[0]?.delta.content ?? "")
          .join(""),
      ).toBe(text)
    })

    test.each([
      { kind: "stream-error", at: "middle" },
      { kind: "cut", at: "start" },
      { kind: "malformed-chunk" },
    ] as const)("a call that does not stream meets %o", async (fault) => {
      const answer = await chat(lane.open(simulatorWith(fault)), {}).catch((error) => error)
      const body = answer instanceof Response ? await answer.json().catch((error) => error) : answer
      if (fault.kind === "stream-error") expect(body).toMatchObject({ error: { code: 502 } })
      else expect(body).toBeInstanceOf(Error)
    })
  })
}

describe("refusals without a script", () => {
  const [, loopback] = lanes
  const open = (simulator: Simulator) => loopback?.open(simulator) ?? ""

  test.each([
    ["an unknown model", 404, { model: "nobody/nothing" }],
    [
      "tools for a model without",
      404,
      { model: plain, tools: [{ type: "function", function: { name: "x" } }] },
    ],
    ["a prompt beyond the context", 400, { messages: [{ role: "user", content: "x".repeat(50_000) }] }],
    ["no messages", 400, { messages: [] }],
    ["no model", 400, { model: undefined }],
  ])("%s is answered with status %d", async (_name, status, body) => {
    const answer = await chat(open(simulatorWith()), body)
    expect(answer.status).toBe(status)
    expect((await answer.json()) as ErrorAnswer).toMatchObject({ error: { code: status } })
  })

  test("a missing key and a wrong key are refused", async () => {
    const baseURL = open(createSimulator({ models, keys: ["key-2"] }))
    expect((await chat(baseURL, {})).status).toBe(401)
    expect((await chat(baseURL, {}, { headers: { "content-type": "application/json" } })).status).toBe(401)
    expect((await chat(baseURL, {}, { headers: { authorization: "Bearer key-2" } })).status).toBe(200)
  })

  test("a key at its limit is refused with 403 until the limit is lifted", async () => {
    const simulator = simulatorWith()
    const baseURL = open(simulator)
    simulator.limitKey("key-1", 0.000_001)
    expect((await chat(baseURL, { model: sonnet })).status).toBe(200)
    expect((await chat(baseURL, { model: sonnet })).status).toBe(403)
    simulator.limitKey("key-1", null)
    expect((await chat(baseURL, { model: sonnet })).status).toBe(200)
  })

  test("an unknown path is answered as JSON with 404", async () => {
    expect((await fetch(`${open(simulatorWith())}/nothing`)).status).toBe(404)
  })
})
