// Every sentence that ends a call is shown once and never sent again: it holds nothing that OpenCode retries on.
import { describe, expect, test } from "bun:test"
import { APICallError } from "@ai-sdk/provider"
import fc from "fast-check"
import { budgetScopes, refusal, withoutRetryWords } from "../../config/index.ts"
import { formatUsd, overBudgetSentence } from "../../ledger/index.ts"
import type { WayOut } from "../../ledger/over-budget-sentence.ts"

import type { FailedTry, Failure, FailureKind } from "../../provider/failure.ts"
import * as refuse from "../../provider/refuse.ts"

// What OpenCode 1.18.33 retries on (session/retry.ts), and what it takes for a prompt that is too long.
const RETRIED = [
  /429|500|502|503|504|524/,
  /rate.?limit|too many requests|too_many_requests|overloaded|service unavailable|unavailable/i,
  /internal (?:server )?error|server error|provider returned error|fetch failed|network error/i,
  /connection (?:refused|lost)|socket hang up|econn(?:reset|refused)|time(?:d )?.?out/i,
  /exhausted|try again (?:later|in)|at capacity/i,
]
const COMPACTED = [/too many tokens|token limit exceeded|exceeds? the limit of|context_length_exceeded/i]

function dangersOf(sentence: string): string[] {
  return [...RETRIED, ...COMPACTED].flatMap((pattern) => sentence.match(pattern)?.[0] ?? [])
}

const kinds = [
  "rate-limited",
  "overloaded",
  "unreachable",
  "unavailable",
  "timeout",
  "context-overflow",
  "out-of-credit",
  "key-budget",
  "bad-key",
  "moderated",
  "refused",
  "model-gone",
  "bad-request",
  "empty",
  "malformed",
  "cut-off",
  "aborted",
] as const satisfies FailureKind[]

const failure = (kind: FailureKind): Failure => ({
  kind,
  detail: "HTTP 500: rate limit",
  retryAfterMs: undefined,
  billable: false,
})
const tried = (kind: FailureKind, modelId = "openai/gpt-5"): FailedTry => ({
  modelId,
  failure: failure(kind),
})
const refused = (nano: bigint) =>
  ({ kind: "over-budget", scope: "daily", limitNano: nano, spentNano: nano, neededNano: nano }) as const

const url = "https://openrouter.ai/api/v1"
const nasty = 'x/500 503 "rate limit" ETIMEDOUT 5.429 service unavailable'

const sentences: [string, Error][] = [
  ["a stranger", refuse.stranger()],
  ["no key", refuse.noKey()],
  ["no printed key", refuse.noPrintedKey("its apiKeyCommand took longer than 15 s")],
  ["a broken config", refuse.brokenConfig(`ralex.yaml:500:3: budgets.daily is "429"; timed out`)],
  ["an unknown model", refuse.unknownModel(nasty)],
  ["no model that fits", refuse.noModelFits("the cheap tier")],
  ["no ledger", refuse.noLedger("database is locked, timeout 5000, ECONNREFUSED")],
  ["nothing tried", refuse.givenUp([], url)],
  ...(["stop", "degrade"] as const).map((onLimit): [string, Error] => [
    `over budget: ${onLimit}`,
    refuse.overBudget(refused(1_500_000_000n), onLimit),
  ]),
  ...(["out-of-credit", "key-budget"] as const).flatMap((kind): [string, Error][] => [
    [`${kind}: stop`, refuse.upstreamBudget(tried(kind, nasty), "stop")],
    [`${kind}: degrade`, refuse.upstreamBudget(tried(kind, nasty), "degrade")],
  ]),
  ...[429, 500, 1500, 120].map((cap): [string, Error] => [
    `${cap} calls`,
    refuse.tooManyCalls({ kind: "too-many-calls", per: cap === 120 ? "minute" : "turn", cap }),
  ]),
  ["an address that is not there", refuse.givenUp([tried("unavailable")], "http://127.0.0.1:5000/api/v1")],
  ...kinds.flatMap((kind): [string, Error][] => [
    [`given up: ${kind}`, refuse.givenUp([tried(kind, nasty), tried("overloaded")], url)],
    [`given up at last: ${kind}`, refuse.givenUp([tried("overloaded"), tried(kind, nasty)], url)],
    [`cut off: ${kind}`, refuse.cutOff(nasty, failure(kind))],
  ]),
]

describe("every sentence of the provider", () => {
  test("the list holds each one that provider/refuse.ts makes", () => {
    const made = Object.keys(refuse).toSorted()
    const listed = ["brokenConfig", "cutOff", "givenUp", "noKey", "noLedger", "noModelFits", "noPrintedKey"]
    expect(made).toEqual([
      ...listed,
      "overBudget",
      "stranger",
      "tooManyCalls",
      "unknownModel",
      "upstreamBudget",
    ])
  })

  test.each(sentences)("%s is final for OpenCode", (_what, error) => {
    expect(dangersOf(error.message)).toEqual([])
    expect(error.message).toMatch(/^Ralex\b/)
    expect(error).toMatchObject({ name: "AI_APICallError", isRetryable: false })
    expect(APICallError.isInstance(error)).toBe(true)
    expect((error as APICallError).statusCode).toBeLessThan(500)
    expect((error as APICallError).responseBody).toBeUndefined() // OpenCode would show it in the message's place
  })

  test("a refusal for money says budget, a bad key says 401", () => {
    for (const kind of ["out-of-credit", "key-budget"] as const)
      expect(refuse.upstreamBudget(tried(kind), "stop")).toMatchObject({
        statusCode: 402,
        message: expect.stringContaining("budget"),
      })
    expect(refuse.givenUp([tried("bad-key")], url)).toMatchObject({ statusCode: 401 })
    expect(refuse.noKey()).toMatchObject({ statusCode: 401 })
    expect(refuse.tooManyCalls({ kind: "too-many-calls", per: "turn", cap: 9 })).toMatchObject({
      statusCode: 402,
      message: expect.stringContaining("budget"),
    })
    expect(refuse.overBudget(refused(1n), "stop")).toMatchObject({
      statusCode: 402,
      message: expect.stringContaining("budget"),
    })
  })
})

const waysOut = ["stop", "degrade", "other-provider"] as const satisfies WayOut[]

describe("the sentence for a budget", () => {
  const nastyNano = [
    429, 500, 502, 503, 504, 524, 1.429, 14.29, 4.29, 5, 50.2, 5.03, 5024, 52429, 0.0429, 0.00005,
  ]

  test.each(budgetScopes.flatMap((scope) => nastyNano.map((usd) => [scope, usd] as const)))(
    "%s of USD %d is refused once, as it is written",
    (scope, usd) => {
      const nano = BigInt(Math.round(usd * 1e9))
      for (const wayOut of waysOut) {
        const sentence = overBudgetSentence({ ...refused(nano), scope }, wayOut)
        expect(dangersOf(sentence)).toEqual([])
        expect(withoutRetryWords(sentence)).toBe(sentence)
        expect(sentence).toContain("budget")
      }
    },
  )

  test("whatever the amounts", () => {
    const nano = fc.oneof(
      fc.bigInt(0n, 10n ** 15n),
      fc.nat(99_999).map((cents) => BigInt(cents) * 10_000_000n),
    )
    const scopes = fc.constantFrom(...budgetScopes)
    const ways = fc.constantFrom(...waysOut)
    const parts = fc.constantFrom(
      {},
      { project: "/p" },
      { agent: "rate limit" },
      { model: "nvidia/nemotron-550b:503" },
      { tier: "premium", project: "/p" } as const,
    )
    fc.assert(
      fc.property(nano, nano, nano, scopes, ways, parts, (limit, spent, needed, scope, wayOut, part) => {
        const outcome = {
          kind: "over-budget",
          scope,
          part,
          limitNano: limit,
          spentNano: spent,
          neededNano: needed,
        } as const
        expect(dangersOf(refusal(overBudgetSentence(outcome, wayOut)).message)).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test("an amount is not hidden from the person", () => {
    const shown = formatUsd(429_000_000_000n).replaceAll("\u2060", "")
    expect(shown).toBe("USD 429.00")
  })
})

describe("withoutRetryWords", () => {
  test("takes out whatever would be retried, from any text", () => {
    const words = fc.constantFrom(
      "429",
      "500",
      "5",
      "0",
      "2",
      "rate limit",
      "Rate-Limit",
      "timed out",
      "time out",
      "timeouts",
      "exhausted",
      "try again later",
      "server",
      " ",
      "error",
      "internal",
      "token",
      "tokens",
      "un",
      "available",
      "econnreset",
      "ECONNREFUSED",
      "over",
      "loaded",
      "fetch failed",
      "limit of 5",
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.array(words).map((parts) => parts.join(" ")),
    )
    fc.assert(
      fc.property(text, (given) => {
        expect(dangersOf(withoutRetryWords(given))).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  test.each(["Ralex made no call.", "USD 1.50 of USD 2.00", "openai/gpt-5 is too busy right now"])(
    "leaves %j as it is",
    (sentence) => expect(withoutRetryWords(sentence)).toBe(sentence),
  )
})
