// Spans of model calls, as a collector gets them over HTTP.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import { attributesOf, type OtelCollector, otelCollector } from "../otel-collector.ts"
import { closeStages, stage, user } from "./stage.ts"

const flash = "google/gemini-3.8-flash"
const prompt = [user("rename the secret plan to y")]

let collector: OtelCollector
const received = () => collector.received
const spans = () => collector.spans()

beforeEach(() => {
  collector = otelCollector()
})

afterEach(async () => {
  await collector.stop()
  await closeStages()
})

test("each call is a span by the conventions for generative AI, with no word of what was said", async () => {
  const it = await stage({ config: { otel: { endpoint: collector.url } } })
  const { text } = await it.call({ prompt })
  await finishBackground()
  expect(received()).toMatchObject([{ path: "/v1/traces", type: "application/json" }])
  const [span, ...more] = spans()
  const [call] = await it.calls()
  if (!span || !call) throw new Error("there is none")
  expect(more).toEqual([])
  expect(span).toMatchObject({ name: `chat ${flash}`, kind: 3, status: { code: 0 } })
  expect(attributesOf(span)).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openrouter",
    "gen_ai.request.model": flash,
    "gen_ai.response.model": flash,
    "gen_ai.response.id": call.generationId,
    "gen_ai.usage.input_tokens": call.usage.inputTokens,
    "gen_ai.usage.output_tokens": call.usage.outputTokens,
    "ralex.call.id": call.id,
    "ralex.tier": "cheap",
    "ralex.cost_usd": Number(call.costNano) / 1e9,
  })
  expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
  expect(text).not.toBe("")
  for (const said of ["secret plan", text, it.instance.project])
    expect(received()[0]?.body).not.toContain(said)
})

test("a call that fails is a span with its kind of failure", async () => {
  const it = await stage({
    config: { otel: { endpoint: `${collector.url}v1/traces` }, calls: { attempts: 1 } },
    simulator: { faults: [{ kind: "status", status: 503, model: flash }] },
  })
  await it.refused({ prompt })
  await finishBackground()
  expect(received().map(({ path }) => path)).toEqual(["/v1/traces"])
  const [span] = spans()
  expect(span?.status.code).toBe(2)
  const { outcome } = (await it.calls())[0] ?? {}
  expect(span && attributesOf(span)["error.type"]).toBe(outcome)
})

test("a collector that refuses stops nothing, and is told of once without its address", async () => {
  collector.answerWith(400)
  const endpoint = collector.url.replace("://", "://me:password-7@")
  const it = await stage({ config: { otel: { endpoint } } })
  for (const turn of ["msg_1", "msg_2"]) expect((await it.call({ prompt, turn })).text).not.toBe("")
  await finishBackground()
  const said = it.told.filter((text) => text.includes("otel.endpoint"))
  expect(said).toHaveLength(1)
  expect(it.told.join("\n")).not.toContain("password-7")
})

test("nothing is sent where nobody wants it", async () => {
  const it = await stage()
  await it.call({ prompt })
  await finishBackground()
  expect(received()).toEqual([])
})
