// Spans of model calls, as a collector gets them over HTTP.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import { closeStages, stage, user } from "./stage.ts"

interface Span {
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
  status: { code: number }
}

const flash = "google/gemini-3.8-flash"
const prompt = [user("rename the secret plan to y")]

let web: ReturnType<typeof Bun.serve>
let received: { path: string; type: string | null; body: string }[] = []
let status = 200

beforeEach(() => {
  received = []
  status = 200
  web = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname: path } = new URL(request.url)
      received.push({ path, type: request.headers.get("content-type"), body: await request.text() })
      return Response.json({}, { status })
    },
  })
})

afterEach(async () => {
  await web.stop(true)
  await closeStages()
})

function spans(): Span[] {
  return received.flatMap(({ body }) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    ),
  )
}

function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

test("each call is a span by the conventions for generative AI, with no word of what was said", async () => {
  const it = await stage({ config: { otel: { endpoint: web.url.href } } })
  const { text } = await it.call({ prompt })
  await finishBackground()
  expect(received).toMatchObject([{ path: "/v1/traces", type: "application/json" }])
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
  for (const said of ["secret plan", text, it.instance.project]) expect(received[0]?.body).not.toContain(said)
})

test("a call that fails is a span with its kind of failure", async () => {
  const it = await stage({
    config: { otel: { endpoint: `${web.url.href}v1/traces` }, calls: { attempts: 1 } },
    simulator: { faults: [{ kind: "status", status: 503, model: flash }] },
  })
  await it.refused({ prompt })
  await finishBackground()
  expect(received.map(({ path }) => path)).toEqual(["/v1/traces"])
  const [span] = spans()
  expect(span?.status.code).toBe(2)
  const { outcome } = (await it.calls())[0] ?? {}
  expect(span && attributesOf(span)["error.type"]).toBe(outcome)
})

test("a collector that refuses stops nothing, and is told of once without its address", async () => {
  status = 400
  const endpoint = web.url.href.replace("://", "://me:password-7@")
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
  expect(received).toEqual([])
})
