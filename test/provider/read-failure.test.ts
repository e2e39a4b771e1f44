// Failures as they came over the wire, read by the real client: what each is, what was said, and when to come back.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { attempt } from "../../provider/attempt.ts"
import { safeWords, wordsOf } from "../../provider/error-body.ts"
import type { Failure } from "../../provider/failure.ts"
import { readFailure } from "../../provider/read-failure.ts"
import { retryAfterOf } from "../../provider/retry-after.ts"
import { upstreamModel } from "../../provider/upstream-model.ts"
import { expectedFailures, READ_AT, type Recorded, recorded, recordedNames } from "./recorded-failures.ts"
import { KEY, user } from "./stage.ts"

/** The failure of a try that is answered with these bytes. */
async function failureBy({ status, headers, body }: Recorded): Promise<Failure> {
  const model = upstreamModel("openai/gpt-6-luna", "ses_1", {
    apiKey: KEY,
    baseUrl: "https://openrouter.ai/api/v1",
    fetch: (async () => new Response(body, { status, headers })) as unknown as typeof fetch,
    maxPrice: undefined,
    ignoredProviders: [],
    spares: [],
  })
  const outcome = await attempt(
    model,
    { prompt: [user("hi")] },
    {
      now: () => READ_AT,
      connectMs: 5_000,
      firstContentMs: 5_000,
      noteGeneration: () => {},
      noteLate: () => {},
    },
  )
  if (outcome.kind === "open") throw new Error("it was answered")
  return outcome.failure
}

describe("a recorded failure", () => {
  test("is expected for each file, and each file is expected", () => {
    expect(recordedNames.toSorted()).toEqual(Object.keys(expectedFailures).toSorted())
  })

  test.each(recordedNames)("%s", async (name) => {
    const expected = expectedFailures[name]
    const failure = await failureBy(recorded(name))
    expect(failure).toMatchObject({ ...expected })
    // What OpenRouter itself answers is never billed; what it sends in a stream may be.
    if (recorded(name).status >= 400) expect(failure).toMatchObject({ billable: false })
  })

  test.each(recordedNames.filter((name) => recorded(name).body.startsWith("{")))(
    "%s is the same in the midst of a stream",
    (name) => {
      const { error } = JSON.parse(recorded(name).body) as { error: unknown }
      const { kind } = expectedFailures[name] as Failure
      expect(readFailure(error, { aborted: false, now: READ_AT })).toMatchObject({ kind, begun: true })
    },
  )
})

describe("availability says whether the same may go better later", () => {
  const read = (code: number, availability: object) =>
    readFailure({ code, message: "x", availability }, { aborted: false, now: 0 }).kind

  test.each([
    [404, { code: "no_endpoints", retryable: false }, "model-gone"],
    [404, { code: "something_new", retryable: true }, "overloaded"],
    [400, { code: "wrong_endpoint", retryable: false }, "model-gone"],
    [429, { code: "capacity_exhausted", retryable: true }, "rate-limited"],
    [503, { code: "temporarily_unavailable", retryable: true }, "overloaded"],
    [503, { code: "something_new", retryable: false }, "model-gone"],
    [503, { code: 7 }, "overloaded"],
  ] as const)("%d with %j", (code, availability, kind) => {
    expect(read(code, availability)).toBe(kind)
  })
})

describe("when to come back", () => {
  const now = Date.parse("2026-11-22T12:00:00Z")
  test.each<[string, Record<string, string>, object, number | undefined]>([
    ["seconds", { "retry-after": "60" }, {}, 60_000],
    ["no seconds", { "retry-after": "0" }, {}, 0],
    ["a date", { "retry-after": "Sun, 22 Nov 2026 12:01:30 GMT" }, {}, 90_000],
    ["a date in the past", { "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, {}, 0],
    ["milliseconds", { "retry-after-ms": "1500", "retry-after": "60" }, {}, 1_500],
    ["nonsense", { "retry-after": "soon" }, {}, undefined],
    ["less than nothing", { "retry-after": "-5" }, {}, undefined],
    ["nothing", {}, {}, undefined],
    ["the body's own", {}, { availability: { retry_after: 3 } }, 3_000],
    ["a reset", {}, { metadata: { headers: { "X-RateLimit-Reset": String(now + 5_000) } } }, 5_000],
    ["a reset that is over", {}, { metadata: { headers: { "x-ratelimit-reset": now - 5_000 } } }, 0],
    ["a reset of nonsense", {}, { metadata: { headers: { "x-ratelimit-reset": "tomorrow" } } }, undefined],
  ])("%s", (_what, headers, body, expected) => {
    expect(retryAfterOf({ headers, body, now })).toBe(expected as number)
  })
})

describe("an upstream's words", () => {
  test.each([
    ["plain text", "slow down", "slow down"],
    ["JSON", '{"error":{"message":"slow down"}}', "slow down"],
    ["JSON in JSON", JSON.stringify({ error: JSON.stringify({ detail: "slow down" }) }), "slow down"],
    ["an object", { detail: [{ msg: "slow down" }] }, "slow down"],
    ["nothing", "", "Provider returned error"],
    ["an object without words", { code: 7 }, "Provider returned error"],
    ["broken JSON", '{"error": ', '{"error":'],
  ])("out of %s", (_what, raw, expected) => {
    expect(wordsOf({ message: "Provider returned error", metadata: { raw } })).toBe(expected)
  })

  test("are kept without secrets, on one line, and short", () => {
    const words = safeWords(`key ${KEY}\n\tis\u0000 not\u202e good ${"x".repeat(5_000)}`)
    expect(words).toStartWith("key [redacted] is not good xxx")
    expect([...words]).toHaveLength(300)
    expect(words).toEndWith("…")
  })

  test("whatever is sent, it is a failure of bounded words that holds no key", () => {
    const anything = fc.anything({ withBigInt: false, withDate: true, maxDepth: 5 })
    const shaped = fc.record({
      code: anything,
      message: anything,
      metadata: fc.record({
        raw: anything,
        error_type: anything,
        provider_name: anything,
        headers: anything,
      }),
      availability: anything,
    })
    fc.assert(
      fc.property(fc.oneof(anything, shaped), fc.nat(40), (error, at) => {
        const failure = readFailure(error, { aborted: false, now: 0 })
        expect([...failure.detail].length).toBeLessThanOrEqual(300)
        const padded = `${"a ".repeat(at * 10)}${KEY} ${"b".repeat(400)}`
        const told = readFailure({ code: 400, message: padded }, { aborted: false, now: 0 })
        expect(told.detail).not.toContain(KEY.slice(0, 20))
      }),
      { numRuns: 500 },
    )
  })
})
