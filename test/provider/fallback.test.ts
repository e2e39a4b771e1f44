// Any failure before the first content goes to the next model, unless every model would share it; after it, never.
import { afterEach, describe, expect, test } from "bun:test"
import { APICallError, type LanguageModelV3 } from "@ai-sdk/provider"
import { findModel, type Model, toolModels } from "../../ledger/index.ts"
import { attempt, type LateHeaders } from "../../provider/attempt.ts"
import { callWithFallback, type FallbackDeps } from "../../provider/call-with-fallback.ts"
import type { Candidate } from "../../provider/decide.ts"
import type { Failure } from "../../provider/failure.ts"
import { readFailure } from "../../provider/read-failure.ts"
import { upstreamModel } from "../../provider/upstream-model.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, KEY, stage, user } from "./stage.ts"

afterEach(closeStages)

const [flash, luna, glm] = ["google/gemini-3.8-flash", "openai/gpt-6-luna", "z-ai/glm-5.3-flash"] as const
const text = "An answer that is long enough to be sent in a good many pieces, one after the other."
const model = steps([{ text }])
const onTwoHosts = simulatedModels(toolModels()).map((each) => ({ ...each, otherHosts: ["Vertex"] }))

const refused: [string, Fault][] = [
  ...([400, 404, 408, 413, 429, 500, 502, 503, 504, 524, 529] as const).map((status): [string, Fault] => [
    `status ${status}`,
    { kind: "status", status, retryAfterSeconds: 86_400 },
  ]),
]

/** What OpenRouter does not mend by itself, since it has begun to send. */
const begun: [string, Fault][] = [
  ["an error in the stream before content", { kind: "stream-error", at: 0.01 }],
  ["a numberless error in the stream", { kind: "stream-error", at: 0.01, code: "server_error" }],
  ["a connection cut before content", { kind: "cut", at: 0.01 }],
  ["a stream that a proxy ends", { kind: "close", at: 0.01 }],
  ["an empty answer", { kind: "empty", finish: "stop" }],
  ["an empty answer without an end", { kind: "empty", finish: null }],
]

test.each(["headers", "middle"] as const)(
  "a time limit of the caller's holds after a try that failed, where the next model hangs at its %s",
  async (at) => {
    const faults: Fault[] = [
      { kind: "status", status: 503, model: flash },
      { kind: "hang", at, model: luna },
    ]
    const it = await stage({ simulator: { model, faults } })
    const call = it.call({ model: "cheap", abortSignal: AbortSignal.timeout(1_200) })
    const ended = call.then(
      ({ error }) => error,
      (error: unknown) => error,
    )
    expect(await ended).toMatchObject({ name: "TimeoutError" })
    expect(it.asked()).toEqual([flash, luna])
  },
)

describe("before the first content", () => {
  test.each(refused)("%s of the first model: the second answers", async (_what, fault) => {
    const it = await stage({ simulator: { model, faults: [{ ...fault, model: flash }] } })
    const answer = await it.call({ model: "cheap" })
    expect(answer.text).toBe(text)
    expect(it.asked()).toEqual([flash, luna])
    const calls = await it.calls()
    const answered = calls.find(({ outcome }) => outcome === "ok")
    expect(answered).toMatchObject({ status: "settled", modelUsed: luna, attempts: 2 })
    expect(calls.every(({ status }) => status !== "held")).toBe(true)
  })

  test.each(begun)("%s: another provider of the model answers", async (_what, fault) => {
    const it = await stage({ simulator: { model, models: onTwoHosts, faults: [{ ...fault, model: flash }] } })
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    expect(it.asked()).toEqual([flash, flash])
    expect(it.simulator.requests()[1]?.body.provider?.ignore).toEqual(["Google"])
    const calls = await it.calls()
    expect(calls.find(({ outcome }) => outcome === "ok")).toMatchObject({
      status: "settled",
      modelUsed: flash,
    })
    expect(calls.every(({ status }) => status !== "held")).toBe(true)
  })

  test.each(begun)("%s, and nobody else runs the model: the second answers", async (_what, fault) => {
    const it = await stage({ simulator: { model, faults: [{ ...fault, model: flash }] } })
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    expect(it.asked()).toEqual([flash, flash, luna])
    const calls = await it.calls()
    expect(calls.find(({ outcome }) => outcome === "ok")).toMatchObject({ modelUsed: luna, attempts: 3 })
    expect(calls.every(({ status }) => status !== "held")).toBe(true)
  })

  test.each<[string, Fault]>([
    ["a connection cut before content", { kind: "cut", at: "start" }],
    ["an empty answer that is billed", { kind: "empty", finish: "stop" }],
  ])("%s may have cost something: its hold stays, and can be reconciled by its id", async (_what, fault) => {
    const it = await stage({ simulator: { model, faults: [{ ...fault, model: flash }] } })
    await it.call({ model: "cheap" })
    const [billed] = it.simulator.bill()
    expect(billed?.costNano).toBeGreaterThan(0n)
    const calls = await it.calls()
    const [failed, answered] = [calls[0], calls.at(-1)]
    expect(failed).toMatchObject({ status: "estimated", generationId: billed?.id ?? "" })
    expect(failed?.costNano).toBeGreaterThan(0n)
    expect(failed?.heldNano).toBeGreaterThanOrEqual(billed?.costNano ?? 0n)
    expect(answered).toMatchObject({ status: "settled", modelUsed: luna })
  })

  test("503, then 429: the third answers, in one row, billed once", async () => {
    const faults: Fault[] = [
      { kind: "status", status: 503, model: flash },
      { kind: "status", status: 429, model: luna },
    ]
    const it = await stage({ simulator: { model, faults } })
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    expect(it.asked()).toEqual([flash, luna, glm])
    const calls = await it.calls()
    expect(calls).toMatchObject([{ status: "settled", modelUsed: glm, attempts: 3, outcome: "ok" }])
    expect(calls[0]?.costNano).toBe(it.billedNano())
  })

  test.each([
    [401, "`ralex doctor` says where it comes from"],
    [402, "add credit at openrouter.ai/credits"],
    [403, "raise it in OpenRouter's key settings"],
  ] as const)("status %d ends the call at once, and names the fix", async (status, fix) => {
    const config = { budgets: { onLimit: "stop" } } as const
    const it = await stage({ simulator: { model, faults: [{ kind: "status", status }] }, config })
    expect((await it.refused({ model: "cheap" })).message).toContain(fix)
    expect(it.asked()).toEqual([flash])
    expect(await it.calls()).toMatchObject([{ status: "settled", costNano: 0n }])
    expect(it.billedNano()).toBe(0n)
  })

  test("moderation goes to the next model, since it is the provider's", async () => {
    const fault: Fault = { kind: "status", status: 403, message: "Your input was flagged", model: flash }
    const it = await stage({ simulator: { model, faults: [fault] } })
    expect((await it.call({ model: "cheap" })).text).toBe(text)
    expect(it.asked()).toEqual([flash, luna])
  })

  test("every model fails: one sentence tells the story, nothing is held, and no model is asked twice", async () => {
    const it = await stage({ simulator: { faults: [{ kind: "status", status: 503, times: 99 }] } })
    const { message } = await it.refused({ model: "cheap" })
    expect(message).toStartWith(`Ralex got no answer: ${flash} is too busy right now; ${luna} is too busy`)
    expect(new Set(it.asked()).size).toBe(it.asked().length)
    expect(it.asked().length).toBeLessThanOrEqual(6)
    expect(await it.calls()).toMatchObject([{ status: "settled", outcome: "overloaded", costNano: 0n }])
  })

  test("a pinned model is asked once more after a passing failure, and no other takes its place", async () => {
    const it = await stage({ simulator: { model, faults: [{ kind: "status", status: 503 }] } })
    expect((await it.call({ model: luna })).text).toBe(text)
    expect(it.asked()).toEqual([luna, luna])
    it.simulator.reset()
    it.simulator.fail({ kind: "status", status: 503, times: 9 })
    expect((await it.refused({ model: luna })).message).toContain(`${luna} is too busy`)
    expect(it.asked()).toEqual([luna, luna])
  })

  test("an address where nobody listens says so", async () => {
    const it = await stage()
    it.instance.environment = { ...it.instance.environment, baseUrl: "http://127.0.0.1:1/api/v1" }
    expect((await it.refused()).message).toContain(
      "could not reach a model at 127.0.0.1:1: check the network and RALEX_BASE_URL",
    )
    expect((await it.calls()).every(({ costNano }) => costNano === 0n)).toBe(true)
  })
})

describe("after the first content nothing is sent again", () => {
  test.each<[string, Fault]>([
    ["an error in the stream", { kind: "stream-error", at: "middle" }],
    ["a cut connection", { kind: "cut", at: "middle" }],
    ["a chunk that is not JSON", { kind: "malformed-chunk" }],
  ])("%s", async (_what, fault) => {
    const it = await stage({ simulator: { model, faults: [{ ...fault, model: luna }] } })
    const answer = await it.call({ model: luna })
    expect(it.asked()).toEqual([luna])
    expect(answer.text.length).toBeGreaterThan(0)
    expect(text).toStartWith(answer.text)
    expect(String(answer.error)).toContain(`${luna} broke off in the middle of its answer`)
    expect(answer.finish?.finishReason).toEqual({ unified: "error", raw: "cut-off" })
    const [call] = await it.calls()
    expect(call).toMatchObject({ status: "estimated", outcome: "cut-off", modelUsed: luna })
    expect(call?.generationId).toBe(it.simulator.bill()[0]?.id ?? "none")
  })
})

describe("an attempt that hangs", () => {
  test.each(["headers", "start"] as const)(
    "at its %s is given up as too late, and may have cost something",
    async (at) => {
      const it = await stage({ simulator: { faults: [{ kind: "hang", at }] } })
      const { baseUrl } = it.instance.environment
      const upstream = upstreamModel(luna, "ses_1", {
        apiKey: KEY,
        baseUrl,
        fetch: undefined,
        maxPrice: undefined,
        ignoredProviders: [],
        spares: [],
      })
      const noted: string[] = []
      const deps = {
        now: () => 0,
        connectMs: 5_000,
        firstContentMs: 50,
        noteGeneration: (id: string) => void noted.push(id),
        noteLate: () => {},
      }
      const outcome = await attempt(upstream, { prompt: [user("hi")] }, deps)
      expect(outcome).toMatchObject({ kind: "failed", failure: { kind: "timeout", billable: true } })
      while (it.simulator.bill().length === 0) await Bun.sleep(5) // it learns of the closed connection
      expect(it.simulator.bill()).toMatchObject([{ outcome: "aborted" }])
      expect(noted).toEqual(at === "headers" ? [] : [it.simulator.bill()[0]?.id ?? ""])
    },
  )
})

const failure = (kind: Failure["kind"], given: Partial<Failure> = {}): Failure => ({
  kind,
  detail: "",
  retryAfterMs: undefined,
  billable: false,
  ...given,
})

function candidate(id: string): Candidate {
  const found: Model | undefined = findModel(id)
  if (!found) throw new Error(`${id} is not in the catalogue`)
  return { model: found, tier: "cheap" }
}

/** The fallback over scripted outcomes: what was done, in order. */
async function play(ids: string[], script: (Failure | "ok")[], given: Partial<FallbackDeps> = {}) {
  const log: string[] = []
  const waiting = [...script]
  const count = { holds: 0 }
  const answer = await callWithFallback({
    candidates: ids.map(candidate),
    free: [],
    hold: async ({ model: { id } }, _key, { previous }) => {
      log.push(previous ? `move ${previous} to ${id}` : `hold ${id}`)
      return {
        kind: "asked",
        id: previous ?? `call-${++count.holds}`,
        minOutputTokens: 1_024,
        outcome: { kind: "held", heldNano: 1n, maxOutputTokens: 9, standings: [] },
      }
    },
    attempt: async () => {
      const next = waiting.shift() ?? failure("overloaded")
      if (next !== "ok") return { kind: "failed", failure: next, generationId: null }
      const rest = { read: async () => ({ done: true }) }
      return {
        kind: "open",
        head: [],
        rest,
        generationId: null,
        answeredBy: { provider: undefined, modelId: undefined },
        timeToFirstTokenMs: 1,
        abort: () => {},
        letGo: () => {},
      }
    },
    close: async ({ id }, last) => void log.push(`close ${id} ${last.kind}`),
    keys: () => ["k"],
    health: { cooling: () => new Map(), noteTry: () => {}, noteFailure: () => {} },
    pauseMs: 500,
    attempts: 6,
    endsAt: 1_800_000,
    busy: () => [],
    admit: async () => ({ release: () => {} }),
    lateAfterMs: () => undefined,
    now: () => 0,
    wait: async (ms) => void log.push(`wait ${ms}`),
    ...given,
  })
  return { answer, log }
}

describe("money along the way", () => {
  test("a failure that cost nothing hands its hold on", async () => {
    const { answer, log } = await play([flash, luna], [failure("overloaded"), "ok"])
    expect(answer).toMatchObject({ kind: "answered", callId: "call-1" })
    expect(log).toEqual([`hold ${flash}`, `move call-1 to ${luna}`])
  })

  test("a failure that may have been billed keeps its hold, and the next model gets one of its own", async () => {
    const { answer, log } = await play([flash, luna], [failure("timeout", { billable: true }), "ok"])
    expect(answer).toMatchObject({ kind: "answered", callId: "call-2" })
    expect(log).toEqual([`hold ${flash}`, "close call-1 timeout", `hold ${luna}`])
  })

  test("the last failure closes the row", async () => {
    const { answer, log } = await play([flash], [failure("overloaded")])
    expect(answer.kind).toBe("failed")
    expect(log.at(-1)).toBe("close call-1 overloaded")
  })

  test.each([
    [undefined, 500],
    [0, 500],
    [2_000, 2_000],
    [30_000, 30_000],
  ])("the same model is asked again after retry-after %p in %d ms", async (retryAfterMs, pause) => {
    const { log } = await play([luna, luna], [failure("rate-limited", { retryAfterMs }), "ok"])
    expect(log.filter((line) => line.startsWith("wait"))).toEqual([`wait ${pause}`])
  })

  test("a retry-after longer than a person waits ends it", async () => {
    const { log, answer } = await play([luna, luna], [failure("rate-limited", { retryAfterMs: 86_400_000 })])
    expect(log).toEqual([`hold ${luna}`, "close call-1 rate-limited"])
    expect(answer.kind).toBe("failed")
  })

  test("another model is asked at once", async () => {
    const { log } = await play([flash, luna], [failure("rate-limited", { retryAfterMs: 9_000 }), "ok"])
    expect(log.join()).not.toContain("wait")
  })

  test("six models are enough", async () => {
    const many = [
      flash,
      luna,
      glm,
      "anthropic/claude-sonnet-5",
      "openai/gpt-6-sol",
      "z-ai/glm-5.3",
      "openai/gpt-6-astra",
    ]
    const { answer } = await play(many, [])
    expect(answer.kind === "failed" && answer.tries).toHaveLength(6)
  })
})

describe("reading a failure", () => {
  const coded = (code: string) => Object.assign(new Error("it broke"), { code })

  test.each<[string, unknown, Failure["kind"], boolean]>([
    ["an abort", new DOMException("stop", "AbortError"), "aborted", true],
    ["a time limit", new DOMException("The operation timed out.", "TimeoutError"), "timeout", true],
    ["a time limit in words", new Error("The operation timed out"), "timeout", true],
    ["a connection that never was", coded("ConnectionRefused"), "unreachable", false],
    ["a name that does not resolve", coded("ENOTFOUND"), "unreachable", false],
    [
      "a certificate that is not trusted",
      coded("UNKNOWN_CERTIFICATE_VERIFICATION_ERROR"),
      "unreachable",
      false,
    ],
    ["a connection that broke", coded("ECONNRESET"), "cut-off", true],
    ["an unknown error", new TypeError("what is this"), "unavailable", true],
    ["a rate limit in the stream", { code: 429, message: "slow" }, "rate-limited", false],
    ["an error without a number", { code: "server_error", message: "x" }, "unavailable", false],
    [
      "a prompt that is too long",
      { code: 400, message: "x", metadata: { error_type: "context_length_exceeded" } },
      "context-overflow",
      false,
    ],
    ["a key's limit", { code: 403, message: "Key limit exceeded" }, "key-budget", false],
    ["moderation", { code: 403, message: "flagged" }, "moderated", false],
    ["a string", "a string", "unavailable", false],
    ["nothing", undefined, "unavailable", false],
    ["null", null, "unavailable", false],
    ["a number", 42, "unavailable", false],
  ])("%s", (_what, error, kind, billable) => {
    expect(readFailure(error, { aborted: false, now: 0 })).toMatchObject({ kind, billable })
  })

  test("whatever it was, it is an abort when the caller has aborted", () => {
    expect(readFailure(coded("ECONNRESET"), { aborted: true, now: 0 })).toMatchObject({
      kind: "aborted",
      billable: true,
    })
  })
})

describe("a request that is stopped before its headers", () => {
  test.each([
    [
      "was refused",
      new APICallError({ statusCode: 429, message: "slow down", url: "", requestBodyValues: {} }),
      false,
    ],
    ["broke off", new Error("the connection broke"), true],
  ])("and then %s tells whether that may be billed", async (_what, error, billable) => {
    const { promise, reject } = Promise.withResolvers<never>()
    const { promise: told, resolve: tell } = Promise.withResolvers<LateHeaders>()
    const upstream = { doStream: () => promise } as unknown as LanguageModelV3
    const controller = new AbortController()
    const deps = {
      now: () => 0,
      connectMs: 5_000,
      firstContentMs: 5_000,
      noteGeneration: () => {},
      noteLate: tell,
    }
    const asking = attempt(upstream, { prompt: [user("hi")], abortSignal: controller.signal }, deps)
    controller.abort(new Error("stopped"))
    expect(await asking).toMatchObject({ kind: "failed", failure: { kind: "aborted", billable: true } })
    reject(error)
    expect(await told).toMatchObject({ kind: "failed", failure: { billable } })
  })
})
