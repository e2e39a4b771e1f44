// Reconciliation against an OpenRouter that is a small server here, as its documentation has the answers.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { findModel, type Ledger, openAccount, openLedger, reconcile } from "../../ledger/index.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

let ledger: Ledger
let server: Bun.Server<undefined>
let answers: Record<string, { status: number; body: unknown }>
let asked: string[]

beforeEach(async () => {
  ledger = await openLedger("sqlite::memory:")
  answers = {}
  asked = []
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.headers.get("authorization")} ${pathname}${search}`)
      const answer = answers[`${pathname}${search}`] ?? {
        status: 404,
        body: { error: { code: 404, message: "Not found" } },
      }
      return Response.json(answer.body, { status: answer.status, headers: { "x-should-retry": "false" } })
    },
  })
})

afterEach(async () => {
  await server.stop(true)
  await ledger.close()
})

/** No call here is another key's, so totals bound none; see bound-by-key.test.ts. */
const byIdOnly = { keyId: "another-key", now: noon }

function account(baseUrl = `http://127.0.0.1:${server.port}/api/v1`) {
  return openAccount({ baseUrl, apiKey: "test-key" })
}

function generation(id: string, data: Record<string, unknown>): void {
  answers[`/api/v1/generation?id=${id}`] = {
    status: 200,
    body: { data: { id, model: "google/gemini-3.8-flash", total_cost: 0.001234567, ...data } },
  }
}

async function pending(id: string, given: Partial<Parameters<typeof settlement>[1]> = {}): Promise<void> {
  await ledger.hold(callStart({ id }), fixedBound(5_000_000n), [])
  await ledger.settle(
    id,
    settlement(2_000_000n, { status: "estimated", outcome: "aborted", generationId: `gen-${id}`, ...given }),
  )
}

test("a call that upstream knows is settled at its real cost, tokens and baseline", async () => {
  await pending("one")
  generation("gen-one", {
    native_tokens_prompt: 1_000,
    native_tokens_cached: 200,
    native_tokens_completion: 50,
  })
  const result = await reconcile({
    ledger,
    account: account(),
    ...byIdOnly,
    baseline: findModel("anthropic/claude-sonnet-5"),
  })
  expect(result).toEqual({ settled: 1, lowered: 0, kept: [], boundNano: 0n, failure: null })
  expect(asked).toEqual(["Bearer test-key /api/v1/generation?id=gen-one"])
  expect((await ledger.calls({}))[0]).toMatchObject({
    status: "settled",
    outcome: "aborted",
    costNano: 1_234_567n,
    // 800 fresh at 2, 200 cached at 0.2, 50 answered at 10 USD per million.
    baselineNano: 800n * 2_000n + 200n * 200n + 50n * 10_000n,
    usage: { inputTokens: 1_000, cachedTokens: 200, outputTokens: 50 },
    timeToFirstTokenMs: 13,
  })
})

test("with the person's own provider key the provider's bill is added to OpenRouter's fee", async () => {
  await pending("own")
  generation("gen-own", { total_cost: 0.0001, is_byok: true, upstream_inference_cost: 0.002 })
  await reconcile({ ledger, account: account(), ...byIdOnly })
  expect((await ledger.calls({}))[0]?.costNano).toBe(2_100_000n)
})

test("calls without an id, and those that upstream does not know yet, stay counted at what is held", async () => {
  await pending("late")
  await pending("nameless", { status: "unreconciled", generationId: null, costNano: 0n })
  const result = await reconcile({ ledger, account: account(), ...byIdOnly })
  expect(result).toEqual({
    settled: 0,
    lowered: 0,
    kept: [
      { id: "late", generationId: "gen-late", boundNano: 5_000_000n },
      { id: "nameless", generationId: null, boundNano: 5_000_000n },
    ],
    boundNano: 10_000_000n,
    failure: null,
  })
  expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(10_000_000n)
})

test("a killed call that had its id noted is settled as killed", async () => {
  const dead = await openLedger("sqlite::memory:", {
    processes: { self: { host: "h", pid: 1, started: "" }, isAlive: () => false },
  })
  await dead.hold(callStart({ id: "killed" }), fixedBound(5_000_000n), [])
  await dead.noteGeneration("killed", "gen-killed")
  generation("gen-killed", {})
  expect(await reconcile({ ledger: dead, account: account(), ...byIdOnly })).toMatchObject({
    settled: 1,
    kept: [],
  })
  expect((await dead.calls({}))[0]).toMatchObject({
    status: "settled",
    outcome: "killed",
    costNano: 1_234_567n,
  })
  await dead.close()
})

test("a wrong key stops it at the first answers, says what to do, and leaves everything counted", async () => {
  await pending("one")
  await pending("two")
  answers["/api/v1/generation?id=gen-one"] = {
    status: 401,
    body: { error: { code: 401, message: "No auth" } },
  }
  const result = await reconcile({ ledger, account: account(), ...byIdOnly })
  expect(result).toMatchObject({
    settled: 0,
    kept: [{}, {}],
    boundNano: 10_000_000n,
    failure: { reason: "bad-key" },
  })
  expect(result.failure?.message).toContain("`ralex doctor` says where it comes from")
  expect(asked).toHaveLength(2)
})

test("the key's totals come in nano-dollars, without a limit as null", async () => {
  const key = { label: "sk-or-…", usage: 12.5, usage_daily: 0.25, usage_weekly: 1, usage_monthly: 3 }
  answers["/api/v1/key"] = { status: 200, body: { data: { ...key, limit: null, limit_remaining: null } } }
  expect(await account().key()).toEqual({
    kind: "ok",
    value: {
      label: "sk-or-…",
      limitNano: null,
      limitLeftNano: null,
      usedNano: 12_500_000_000n,
      usedTodayNano: 250_000_000n,
      usedThisWeekNano: 1_000_000_000n,
      usedThisMonthNano: 3_000_000_000n,
      expiresAt: null,
      neverPaid: false,
      managesKeys: false,
    },
  })
  answers["/api/v1/key"] = { status: 200, body: { data: { ...key, limit: 20, limit_remaining: -0.5 } } }
  expect(await account().key()).toMatchObject({
    value: { limitNano: 20_000_000_000n, limitLeftNano: -500_000_000n },
  })
})

test("the models on offer come with their prices, where they have one", async () => {
  const price = { prompt: "0.0000003", completion: "0.0000025" }
  answers["/api/v1/models"] = {
    status: 200,
    body: {
      data: [
        { id: "a/b", pricing: price, supported_parameters: ["tools"] },
        { id: "c/d:free", pricing: { prompt: "0", completion: "0" } },
        { id: "openrouter/auto", pricing: { prompt: "-1", completion: "-1" } },
        { id: "e/f" },
      ],
    },
  }
  expect(await account().models()).toEqual({
    kind: "ok",
    value: [
      { id: "a/b", tools: true, price: { inputNano: 300_000_000n, outputNano: 2_500_000_000n } },
      { id: "c/d:free", tools: false, price: { inputNano: 0n, outputNano: 0n } },
      { id: "openrouter/auto", tools: false, price: undefined },
      { id: "e/f", tools: false, price: undefined },
    ],
  })
})

test.each([
  [401, { error: { code: 401, message: "User not found." } }, "bad-key", "does not accept the key"],
  [403, { error: { code: 403, message: "Forbidden" } }, "refused", "with status 403"],
  [404, { error: "nothing here" }, "refused", "names no OpenRouter API"],
  [200, { data: { surprise: true } }, "refused", "in a form that this version of Ralex does not know"],
] as const)("the answer %p to /key is one sentence: %j", async (status, body, reason, words) => {
  answers["/api/v1/key"] = { status, body }
  const answer = await account().key()
  expect(answer).toMatchObject({ kind: "failed", reason })
  expect("message" in answer ? answer.message : "").toContain(words)
})

test("an address where nobody answers is said as such", async () => {
  const { port } = server
  await server.stop(true)
  const answer = await account(`http://127.0.0.1:${port}/api/v1`).key()
  expect(answer).toMatchObject({ kind: "failed", reason: "unreachable" })
}, 60_000)
