// Endpoints of the person's own beside OpenRouter: asked with their own key, at the person's prices, metered and held like
// all others, and there when OpenRouter is not.
import { afterEach, describe, expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import { type OpenAiServer, openAiServer, type Reply } from "../openai-server.ts"
import { closeStages, KEY, type Stage, type StageGiven, stage, tool, user } from "./stage.ts"

const servers: OpenAiServer[] = []

afterEach(async () => {
  runtimeSlot().upstreamKeys.clear()
  runtimeSlot().printedKeys.clear()
  for (const server of servers.splice(0)) await server.stop()
  await closeStages()
})

const LOCAL = "local/qwen3:30b"
const gemini = "google/gemini-3.8-flash"
const luna = "openai/gpt-6-luna"
const OWN_KEY = "own-key-of-no-known-shape"

interface Given extends Omit<StageGiven, "config"> {
  replies?: Reply[]
  /** USD per million tokens, in and out. */
  price?: [number, number]
  cheap?: string[]
  upstream?: object
  config?: object
}

async function withLocal({ replies = [{}], price = [0, 0], cheap, upstream, config, ...given }: Given = {}) {
  const server = openAiServer(...replies)
  servers.push(server)
  const [inputUsdPerMillion, outputUsdPerMillion] = price
  const model = { inputUsdPerMillion, outputUsdPerMillion, context: 32_768 }
  const local = { baseUrl: server.url, models: { "qwen3:30b": model }, ...upstream }
  const tiers = { cheap: cheap ?? [LOCAL] }
  const it = await stage({ ...given, config: { upstreams: { local }, tiers, ...config } })
  return { it, server }
}

function bodyOf(server: OpenAiServer, index = 0) {
  return server.requests[index]?.body ?? {}
}

async function onlyCall(it: Stage) {
  const calls = await it.calls()
  expect(calls).toHaveLength(1)
  return calls[0]
}

describe("a model of an own endpoint", () => {
  test("answers where it stands in a tier, and OpenRouter hears nothing", async () => {
    const { it, server } = await withLocal()
    const { text, finish } = await it.call()
    expect(text).toBe("Done.")
    expect(finish?.finishReason.unified).toBe("stop")
    expect(it.asked()).toEqual([])
    expect(bodyOf(server)).toMatchObject({
      model: "qwen3:30b",
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  test("gets nothing that is OpenRouter's or OpenCode's: no key, session, preferences or headers", async () => {
    const { it, server } = await withLocal({ config: { budgets: { daily: 5 } } })
    await it.call()
    const { headers, body } = server.requests[0] ?? {}
    expect(Object.keys(body ?? {}).toSorted()).toEqual([
      "max_tokens",
      "messages",
      "model",
      "stream",
      "stream_options",
    ])
    expect(headers?.authorization).toBeUndefined()
    expect(Object.keys(headers ?? {}).filter((name) => /^x-|ralex|session/i.test(name))).toEqual([])
    expect(JSON.stringify(server.requests)).not.toContain(KEY)
  })

  test("is asked by its own name, too", async () => {
    const { it, server } = await withLocal({ cheap: [gemini] })
    expect((await it.call({ model: LOCAL })).text).toBe("Done.")
    expect(server.requests).toHaveLength(1)
    expect((await it.refused({ model: "local/other" })).message).toContain('"local/other"')
  })

  test("is asked for no longer an answer than it has room for", async () => {
    const { it, server } = await withLocal()
    await it.call({ maxOutputTokens: 32_000 })
    expect(bodyOf(server).max_tokens).toBe(8_192)
  })

  test("without tools is passed by where there are some, and writes titles", async () => {
    const bare = { inputUsdPerMillion: 0, outputUsdPerMillion: 0, context: 32_768, tools: false }
    const { it, server } = await withLocal({
      cheap: [LOCAL, luna],
      upstream: { models: { "qwen3:30b": bare } },
    })
    await it.call({ tools: [tool("read")] })
    expect([it.asked(), server.requests]).toEqual([[luna], []])
    await it.call({ agent: "title", turn: "msg_2" })
    expect(server.requests).toHaveLength(1)
  })

  test("calls tools, also where the server does not number them", async () => {
    const toolCalls = [
      { id: "a", name: "read", args: '{"filePath":"a"}' },
      { id: "b", name: "read", args: '{"filePath":"b"}' },
    ]
    for (const numbered of [true, false]) {
      const { it } = await withLocal({ replies: [{ toolCalls, numbered }] })
      const { parts, finish, error } = await it.call({ tools: [tool("read")] })
      expect(error).toBeUndefined()
      expect(parts.flatMap((part) => (part.type === "tool-call" ? [part.input] : []))).toEqual(
        toolCalls.map(({ args }) => args),
      )
      expect(finish?.finishReason.unified).toBe("tool-calls")
    }
  })
})

describe("its money", () => {
  const paid = { price: [2, 10] as [number, number] }

  test("is what it used at the person's prices", async () => {
    const { it } = await withLocal(paid)
    const { finish } = await it.call()
    expect(await onlyCall(it)).toMatchObject({
      status: "settled",
      outcome: "ok",
      model: LOCAL,
      modelUsed: LOCAL,
      provider: "local",
      keyId: null,
      tier: "cheap",
      costNano: 3_000_000n, // 1,000 tokens at 2 and 100 at 10 USD per million
      usage: expect.objectContaining({ inputTokens: 1_000, outputTokens: 100 }),
    })
    expect(finish?.providerMetadata?.copilot).toEqual({ totalNanoAiu: 300_000_000 })
  })

  test("has its own price for what was cached", async () => {
    const cached = {
      prompt_tokens: 1_000,
      completion_tokens: 0,
      prompt_tokens_details: { cached_tokens: 900 },
    }
    const model = {
      inputUsdPerMillion: 2,
      cachedInputUsdPerMillion: 0.2,
      outputUsdPerMillion: 10,
      context: 32_768,
    }
    const { it } = await withLocal({
      replies: [{ usage: cached }],
      upstream: { models: { "qwen3:30b": model } },
    })
    await it.call()
    expect(await onlyCall(it)).toMatchObject({ status: "settled", costNano: 380_000n })
  })

  test("is not what the server says that it costs, nor goes to the model that it names", async () => {
    const usage = { prompt_tokens: 1_000, completion_tokens: 100, cost: 0 }
    const { it } = await withLocal({
      ...paid,
      replies: [{ usage, extra: { model: "openai/gpt-6-sol", provider: "OpenAI" } }],
    })
    await it.call()
    expect(await onlyCall(it)).toMatchObject({ modelUsed: LOCAL, costNano: 3_000_000n })
  })

  test("is an estimate where the server counts nothing, and stays counted at what was held", async () => {
    const { it } = await withLocal({ ...paid, replies: [{ usage: null }], config: { budgets: { daily: 5 } } })
    await it.call()
    const call = await onlyCall(it)
    expect(call).toMatchObject({ status: "estimated", outcome: "ok" })
    expect(call?.costNano).toBeGreaterThan(0n)
    expect(call?.heldNano).toBeGreaterThan(call?.costNano ?? 0n)
  })

  test("is an estimate where the person leaves, and nothing is asked of OpenRouter for it", async () => {
    const { it, server } = await withLocal({ ...paid, replies: [{ hangs: "stream" }] })
    const leave = new AbortController()
    const reader = (await it.open({ abortSignal: leave.signal })).getReader()
    while ((await reader.read()).value?.type !== "text-delta");
    leave.abort()
    await reader.read().catch(() => {})
    await server.requests[0]?.left
    expect(await onlyCall(it)).toMatchObject({ status: "estimated", outcome: "aborted" })
    expect(it.simulator.requests()).toEqual([])
  })

  test("is held first: a dear one is refused over budget, a free one goes on", async () => {
    const budgets = { daily: 0.000_001, onLimit: "stop" }
    const config = { budgets, tiers: { cheap: [LOCAL], smart: [LOCAL], premium: [LOCAL] } }
    const dear = await withLocal({ ...paid, config })
    expect((await dear.it.refused()).message).toContain("budget")
    expect(dear.server.requests).toEqual([])
    const free = await withLocal({ config })
    expect((await free.it.call()).text).toBe("Done.")
  })

  test("is bound by what is sent, whatever context the person wrote", async () => {
    const model = { inputUsdPerMillion: 2, outputUsdPerMillion: 0, context: 4_000 }
    const { it } = await withLocal({
      upstream: { models: { "qwen3:30b": model } },
      config: { budgets: { daily: 5 } },
    })
    await it.call({ prompt: [user("x".repeat(10_000))] })
    expect((await onlyCall(it))?.heldNano).toBeGreaterThan(10_000n * 2_000n)
  })
})

describe("its key", () => {
  test("is its own, out of its variable", async () => {
    runtimeSlot().upstreamKeys.set("LOCAL_KEY", OWN_KEY)
    const { it, server } = await withLocal({ upstream: { apiKeyEnv: "LOCAL_KEY" } })
    await it.call()
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${OWN_KEY}`)
  })

  test("of a command is printed anew once it is refused", async () => {
    const { it, server } = await withLocal({
      cheap: [LOCAL, luna],
      upstream: { apiKeyCommand: "od -An -N8 -tx1 /dev/urandom" },
      replies: [{ status: 401 }, {}],
    })
    expect((await it.call()).text).toBe("Done.")
    const [first, second] = server.requests.map(({ headers }) => headers.authorization)
    expect(it.asked()).toEqual([])
    expect(second).toBeDefined()
    expect(second).not.toBe(first)
    expect(await onlyCall(it)).toMatchObject({ outcome: "ok", attempts: 1 })
  })

  test("that is missing or refused leaves OpenRouter's models, and is said", async () => {
    const missing = await withLocal({ cheap: [LOCAL, luna], upstream: { apiKeyEnv: "NOT_THERE" } })
    await missing.it.call()
    expect([missing.server.requests.length, missing.it.asked()]).toEqual([0, [luna]])
    expect(missing.it.told.join()).toContain("upstream local does not accept its key")
    const refused = await withLocal({ replies: [{ status: 401 }] })
    const { message } = await refused.it.refused({ model: LOCAL })
    expect(message).toContain("upstream local does not accept its key")
    expect(message).not.toContain("OpenRouter")
  })

  test("is in no error and no row, though it has no known shape", async () => {
    runtimeSlot().upstreamKeys.set("LOCAL_KEY", OWN_KEY)
    const { it } = await withLocal({
      upstream: { apiKeyEnv: "LOCAL_KEY" },
      replies: [{ status: 400, error: { message: `Incorrect key provided: ${OWN_KEY}` } }],
    })
    const { message } = await it.refused({ model: LOCAL })
    expect(message).toContain("Incorrect key provided")
    const rows = JSON.stringify([await it.calls(), await it.ledger.rests()], (_key, value) =>
      typeof value === "bigint" ? String(value) : value,
    )
    expect(`${message} ${rows} ${it.told.join()}`).not.toContain(OWN_KEY)
  })
})

describe("without an OpenRouter key", () => {
  test("own models answer", async () => {
    const { it, server } = await withLocal({ keys: [], cheap: [gemini, LOCAL] })
    expect((await it.call()).text).toBe("Done.")
    expect([it.asked(), server.requests.length]).toEqual([[], 1])
    expect(await onlyCall(it)).toMatchObject({ provider: "local", keyId: null, attempts: 1 })
  })

  test("what only OpenRouter has is refused, and the key is named", async () => {
    const { it } = await withLocal({ keys: [] })
    expect((await it.refused({ model: luna })).message).toContain("no OpenRouter key")
  })

  test("nothing is broken by a tie that a model should break", async () => {
    const { it } = await withLocal({ keys: [], config: { routing: { llmTieBreak: true } } })
    expect((await it.call({ ask: "do something about it" })).text).toBe("Done.")
  })
})

describe("when OpenRouter is down", () => {
  test("by its answers, the own model goes on after two of its models", async () => {
    const { it, server } = await withLocal({
      cheap: [gemini, luna, "z-ai/glm-5.3-flash", "anthropic/claude-haiku-4.5", LOCAL],
      simulator: { faults: [{ kind: "status", status: 503, times: 99 }] },
    })
    expect((await it.call()).text).toBe("Done.")
    expect([it.asked(), server.requests.length]).toEqual([[gemini, luna], 1])
    const rows = (await it.calls()).map(({ provider, status, outcome, costNano }) => [
      provider,
      status,
      outcome,
      costNano,
    ])
    expect(rows).toEqual([
      ["openrouter", "settled", "overloaded", 0n],
      ["local", "settled", "ok", 0n],
    ])
  })

  test("and no connection comes about, it is asked next", async () => {
    const { it, server } = await withLocal({ cheap: [gemini, luna, LOCAL] })
    const { environment } = it.instance
    Object.assign(environment, { baseUrl: "http://127.0.0.1:9/api/v1" })
    expect((await it.call()).text).toBe("Done.")
    expect(server.requests).toHaveLength(1)
    expect((await it.calls()).map(({ outcome }) => outcome)).toEqual(["unreachable", "ok"])
  })

  test("it is never named to OpenRouter as a spare model", async () => {
    const { it } = await withLocal({
      cheap: [gemini, LOCAL, luna],
      simulator: { faults: [{ kind: "status", status: 502, model: gemini, times: 1 }] },
    })
    await it.call({ model: "cheap" })
    await it.call({ model: "cheap", turn: "msg_2" })
    expect(it.asked()).toEqual([gemini, gemini])
    const { body } = it.simulator.requests()[1] ?? {}
    expect(JSON.stringify(body)).toContain(luna)
    expect(JSON.stringify(body)).not.toContain(LOCAL)
  })

  test("an own model of the free tier is the last resort, but for what was chosen by name", async () => {
    const { it, server } = await withLocal({
      config: { tiers: { cheap: [gemini, luna], free: [LOCAL] } },
      simulator: { faults: [{ kind: "status", status: 503, times: 99 }] },
    })
    expect((await it.call()).text).toBe("Done.")
    await it.refused({ model: luna, turn: "msg_2" })
    expect(server.requests).toHaveLength(1)
  })

  test("since it does not take the key, it goes on, and the person is told", async () => {
    const { it } = await withLocal({
      cheap: [gemini, luna, LOCAL],
      simulator: { faults: [{ kind: "status", status: 401, times: 99 }] },
    })
    expect((await it.call()).text).toBe("Done.")
    expect(it.asked()).toEqual([gemini])
    expect(it.told.join()).toContain("OpenRouter does not accept the key")
  })

  test("since its credit is used up, a paid one with credit of its own goes on", async () => {
    const { it } = await withLocal({
      price: [200, 1_000], // dearer than what OpenRouter could not afford
      cheap: [gemini, LOCAL],
      simulator: { faults: [{ kind: "status", status: 402, times: 99 }] },
    })
    expect((await it.call()).text).toBe("Done.")
    expect(it.asked()).toEqual([gemini])
  })

  test("and the own endpoint as well, one sentence names both", async () => {
    const { it, server } = await withLocal({ config: { tiers: { cheap: [gemini, LOCAL], smart: [gemini] } } })
    Object.assign(it.instance.environment, { baseUrl: "http://127.0.0.1:9/api/v1" })
    await server.stop()
    const { message } = await it.refused({ model: "cheap" })
    expect(message).toContain("could not reach a model at 127.0.0.1:9 or at local")
  })
})

describe("what goes wrong at an own endpoint", () => {
  test.each([
    [{ status: 500 }, "unavailable"],
    [{ status: 429 }, "rate-limited"],
    [{ status: 404, error: { message: 'model "qwen3:30b" not found, try pulling it first' } }, "model-gone"],
    [
      {
        status: 400,
        error: { message: "the request exceeds the available context size, try increasing it" },
      },
      "context-overflow",
    ],
    [{ text: "" }, "empty"],
  ] satisfies [Reply, string][])("%j is %s, and OpenRouter goes on", async (reply, outcome) => {
    const { it } = await withLocal({ cheap: [LOCAL, luna], replies: [reply] })
    await it.call()
    expect(it.asked()).toEqual([luna])
    const [first, second] = await it.calls()
    expect([first?.provider, first?.outcome]).toEqual(["local", outcome])
    expect([second?.provider, second?.status]).toEqual(["openrouter", "settled"])
  })

  test("a person who leaves before its headers hangs up on it at once", async () => {
    const { it, server } = await withLocal({ replies: [{ hangs: "headers" }] })
    const leave = new AbortController()
    const opened = it.open({ abortSignal: leave.signal }).catch(() => "left")
    while (server.requests.length === 0) await Bun.sleep(1)
    leave.abort()
    expect(await opened).toBe("left")
    await server.requests[0]?.left // before the five seconds that OpenRouter's headers get
  }, 4_000)
})
