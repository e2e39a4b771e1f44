// The policy of fallbacks as tables: what is asked next after each failure, and when nobody is asked any more.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import type { Tier } from "../../config/index.ts"
import type { Model } from "../../ledger/index.ts"
import type { Candidate } from "../../provider/decide.ts"
import { type Failure, type FailureKind, failureOf } from "../../provider/failure.ts"
import { type CallSoFar, nextStep, type Tried, type Try } from "../../provider/next-step.ts"

/** `usd` a million tokens, in and out. */
function candidate(id: string, usd: number, contextTokens = 200_000, tier: Tier = "cheap"): Candidate {
  const nano = BigInt(Math.round(usd * 1e9))
  const price = {
    inputNanoPerMillion: nano,
    outputNanoPerMillion: nano,
    cacheReadNanoPerMillion: null,
    cacheWriteNanoPerMillion: null,
  }
  const model = { id, name: id, contextTokens, price } as unknown as Model
  return { model, tier }
}

const small = candidate("small", 1, 100_000)
const other = candidate("other", 1.2)
const smart = candidate("smart", 3, 400_000, "smart")
const premium = candidate("premium", 15, 1_000_000, "premium")
const gift = candidate("gift:free", 0, 100_000, "free")
const present = candidate("present:free", 0, 100_000, "free")

function tried(by: Candidate, kind: FailureKind, given: Partial<Failure> = {}, at = 0): Tried {
  const { id: modelId, upstream } = by.model
  const keyId = upstream ? `upstream:${upstream.name}` : "k"
  return { modelId, candidate: by, keyId, failure: failureOf(kind, "", given), at }
}

function stepAfter(tries: Tried[], given: Partial<CallSoFar> = {}) {
  return nextStep({
    candidates: [small, other, smart, premium],
    free: [gift, present],
    tries,
    unaffordable: [],
    cooling: new Map(),
    keys: ["k"],
    now: 0,
    waitedMs: 0,
    minOutputTokens: 1_000,
    pauseMs: 500,
    attempts: 6,
    endsAt: 1_800_000,
    ...given,
  })
}

/** The step in a few words, such as "other-provider small without Z". */
function words(step: ReturnType<typeof nextStep>): string {
  if (step.kind === "give-up") return "give up"
  const { move, candidate: next, waitMs, ignoredProviders } = step
  const most = next.maxOutputTokens === undefined ? "" : ` for ${next.maxOutputTokens}`
  const without = ignoredProviders.length > 0 ? ` without ${ignoredProviders.join(", ")}` : ""
  return `${move} ${next.model.id}${most}${without}${waitMs > 0 ? ` in ${waitMs}` : ""}`
}

/** At an endpoint of the person's own. */
function own(id: string, usd: number, name = "local"): Candidate {
  const { model, tier } = candidate(`${name}/${id}`, usd, 50_000)
  return { model: { ...model, upstream: { name, modelId: id } }, tier }
}

describe("of the person's own endpoints", () => {
  const mine = own("mine", 20)
  const [yours, theirs] = [own("yours", 20, "corp"), own("theirs", 20, "corp")]
  const candidates = [small, other, smart, premium, mine]

  test.each<[FailureKind]>([["bad-key"], ["out-of-credit"], ["key-budget"]])(
    "what OpenRouter's account can not (%s), theirs may",
    (kind) => {
      expect(words(stepAfter([tried(small, kind)], { candidates, free: [] }))).toEndWith(" local/mine")
    },
  )

  test("a key that one does not take says nothing of OpenRouter's, nor of another's", () => {
    const all = { candidates: [yours, theirs, mine, small] }
    const steps = [tried(yours, "bad-key")]
    expect(words(stepAfter(steps, all))).toBe("next-model local/mine")
    expect(words(stepAfter([...steps, tried(mine, "bad-key")], all))).toBe("next-model small")
    expect(words(stepAfter([...steps, tried(mine, "bad-key"), tried(small, "bad-key")], all))).toBe("give up")
  })

  test("they come next once no connection to OpenRouter comes about, or two of its models fail", () => {
    expect(words(stepAfter([tried(small, "unavailable")], { candidates }))).toBe("next-model other")
    expect(words(stepAfter([tried(small, "unreachable")], { candidates }))).toBe("next-model local/mine")
    const two = [tried(small, "unavailable"), tried(other, "timeout")]
    expect(words(stepAfter(two, { candidates }))).toBe("next-model local/mine")
    expect(words(stepAfter([...two, tried(mine, "unreachable")], { candidates }))).toBe("next-model smart")
  })

  test("what two models will not do says nothing of all", () => {
    const two = [tried(small, "refused"), tried(other, "bad-request")]
    expect(words(stepAfter(two, { candidates }))).toBe("next-model smart")
  })

  test("a free model of theirs is asked last, but not in place of a limit's refusal", () => {
    const given = { candidates: [small, other], free: [], lastResort: [mine] }
    expect(words(stepAfter([tried(small, "refused"), tried(other, "refused")], given))).toBe(
      "next-model local/mine",
    )
    expect(words(stepAfter([], { ...given, unaffordable: [small, other] }))).toBe("give up")
  })

  test("the daily quota of OpenRouter's free models leaves theirs", () => {
    const gone = tried(gift, "rate-limited", { allFree: true })
    const free = own("mine:free", 0)
    expect(words(stepAfter([gone], { candidates: [gift, present, free], free: [] }))).toBe(
      "next-model local/mine:free",
    )
  })
})

test("the first choice is asked first", () => {
  expect(words(stepAfter([]))).toBe("first small")
})

const pinned = { candidates: [small, small] }

describe("after one failure", () => {
  const inStream = { provider: "Z", begun: true } as const
  test.each<[FailureKind, Partial<Failure>, string, string]>([
    // what it was, what is known of it, what follows, and what follows where the model is pinned
    ["rate-limited", {}, "next-model other", "again small in 500"],
    ["rate-limited", { retryAfterMs: 9_000 }, "next-model other", "again small in 9000"],
    ["rate-limited", { retryAfterMs: 31_000 }, "next-model other", "give up"],
    ["rate-limited", { provider: "Z" }, "next-model other", "again small in 500"],
    ["rate-limited", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["overloaded", {}, "next-model other", "again small in 500"],
    ["overloaded", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["unreachable", {}, "next-model other", "again small in 500"],
    ["unavailable", {}, "next-model other", "again small in 500"],
    ["unavailable", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["timeout", { billable: true }, "next-model other", "again small in 500"],
    ["context-overflow", {}, "next-model other", "give up"],
    ["out-of-credit", {}, "next-model gift:free", "next-model gift:free"],
    [
      "out-of-credit",
      { affordableTokens: 5_000 },
      "less-output small for 5000",
      "less-output small for 5000",
    ],
    ["out-of-credit", { affordableTokens: 999 }, "next-model gift:free", "next-model gift:free"],
    ["key-budget", {}, "next-model gift:free", "next-model gift:free"],
    ["bad-key", {}, "give up", "give up"],
    ["moderated", {}, "next-model other", "give up"],
    ["moderated", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["refused", inStream, "next-model other", "give up"],
    ["model-gone", {}, "next-model other", "give up"],
    ["bad-request", {}, "next-model other", "give up"],
    ["cut-off", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["cut-off", {}, "next-model other", "again small in 500"],
    ["empty", inStream, "other-provider small without Z", "other-provider small without Z"],
    ["malformed", {}, "next-model other", "again small in 500"],
    ["aborted", {}, "give up", "give up"],
  ])("%s %j: %s; pinned: %s", (kind, given, expected, alone) => {
    expect(words(stepAfter([tried(small, kind, given)]))).toBe(expected)
    expect(words(stepAfter([tried(small, kind, given)], pinned))).toBe(alone)
  })
})

describe("after several", () => {
  const begun = { provider: "Z", begun: true } as const
  test.each<[string, Tried[], Partial<CallSoFar>, string]>([
    [
      "the other provider fails as well: the next model",
      [tried(small, "cut-off", begun), tried(small, "cut-off", { provider: "Y", begun: true })],
      {},
      "next-model other",
    ],
    [
      "nobody else runs a pinned model: it is asked again, of anybody",
      [tried(small, "cut-off", begun), { ...tried(small, "cut-off"), nobodyElse: true }],
      pinned,
      "again small in 500",
    ],
    [
      "a pinned model whose only provider rests is asked all the same",
      [{ ...tried(small, "unavailable"), nobodyElse: true }],
      { ...pinned, cooling: new Map([["provider:Z", 5_000]]) },
      "again small",
    ],
    [
      "others first, where a model's only provider rests",
      [{ ...tried(small, "unavailable"), nobodyElse: true }],
      { cooling: new Map([["provider:Z", 5_000]]) },
      "next-model other without Z",
    ],
    [
      "a pinned model that was asked twice is not asked a third time",
      [tried(small, "overloaded"), tried(small, "overloaded")],
      pinned,
      "give up",
    ],
    [
      "the tier is through: the next tier up",
      [tried(small, "overloaded"), tried(other, "overloaded")],
      {},
      "next-model smart",
    ],
    [
      "a prompt that is too long skips what holds no more",
      [tried(other, "context-overflow")],
      { candidates: [other, small, smart] },
      "next-model smart",
    ],
    [
      "a prompt that is too long for the longest is too long",
      [tried(premium, "context-overflow")],
      { candidates: [premium, small] },
      "give up",
    ],
    [
      "all asked, and one said when to come back",
      [tried(small, "overloaded"), tried(other, "rate-limited", { retryAfterMs: 4_000 }, 1_000)],
      { candidates: [small, other], now: 2_000 },
      "again other in 3000",
    ],
    [
      "all asked, and two said so: the first that is ready",
      [
        tried(small, "rate-limited", { retryAfterMs: 9_000 }),
        tried(other, "rate-limited", { retryAfterMs: 4_000 }),
      ],
      { candidates: [small, other] },
      "again other in 4000",
    ],
    [
      "all asked, and nobody said so",
      [tried(small, "overloaded"), tried(other, "unavailable")],
      { candidates: [small, other] },
      "give up",
    ],
    [
      "a person does not wait without end",
      [tried(small, "rate-limited", { retryAfterMs: 20_000 })],
      { ...pinned, waitedMs: 45_000 },
      "give up",
    ],
    [
      "a quota that all free models share leaves them all",
      [tried(gift, "rate-limited", { allFree: true, retryAfterMs: 9_000_000 })],
      { candidates: [gift, present, small], free: [] },
      "next-model small",
    ],
    [
      "less output was not enough: what is cheaper",
      [
        tried(premium, "out-of-credit", { affordableTokens: 5_000 }),
        tried({ ...premium, maxOutputTokens: 5_000 }, "out-of-credit", { affordableTokens: 4_000 }),
      ],
      { candidates: [premium, smart] },
      "next-model smart",
    ],
    [
      "a key that may spend nothing at all",
      [tried(small, "key-budget"), tried(gift, "key-budget")],
      {},
      "give up",
    ],
    [
      "six upstream calls are enough",
      Array.from({ length: 6 }, (_, index) => tried(candidate(`m${index}`, 1), "overloaded")),
      {},
      "give up",
    ],
  ])("%s", (_what, tries, given, expected) => {
    expect(words(stepAfter(tries, given))).toBe(expected)
  })
})

describe("money", () => {
  test.each<[string, Partial<CallSoFar>, string]>([
    ["no room for the first: what is cheaper", { candidates: [smart, premium, other] }, "first other"],
    ["nothing is cheaper: free", { candidates: [smart, premium] }, "first gift:free"],
    ["and no free ones are wanted", { candidates: [smart, premium], free: [] }, "give up"],
  ])("%s", (_what, given, expected) => {
    expect(words(stepAfter([], { unaffordable: [smart], ...given }))).toBe(expected)
  })

  test("a dearer tier that does not fit is passed by for a cheaper one", () => {
    const call = { candidates: [other, premium, small], unaffordable: [premium] }
    expect(words(stepAfter([tried(other, "overloaded")], call))).toBe("next-model small")
  })
})

describe("what rests", () => {
  const cooling = (...keys: [string, number][]) => ({ cooling: new Map(keys) })

  test.each<[string, Tried[], Partial<CallSoFar>, string]>([
    ["a model is passed by", [], cooling(["model:small", 5_000]), "first other"],
    [
      "a model whose time is over is not",
      [],
      { ...cooling(["model:small", 5_000]), now: 5_000 },
      "first small",
    ],
    [
      "where all rest, who is ready first is asked all the same",
      [],
      {
        ...cooling(["model:small", 9_000], ["model:other", 5_000]),
        candidates: [small, other],
      },
      "first other",
    ],
    ["a provider is left out", [], cooling(["provider:Z", 5_000]), "first small without Z"],
    [
      "a provider whose time is over is not",
      [],
      { ...cooling(["provider:Z", 5_000]), now: 6_000 },
      "first small",
    ],
    [
      "together with one that just failed",
      [tried(small, "cut-off", { provider: "Y", begun: true })],
      cooling(["provider:Z", 5_000]),
      "other-provider small without Z, Y",
    ],
    [
      "before a dearer one that is awake, a resting one is not asked",
      [tried(small, "overloaded")],
      cooling(["model:other", 5_000]),
      "next-model smart",
    ],
  ])("%s", (_what, tries, given, expected) => {
    expect(words(stepAfter(tries, given))).toBe(expected)
  })
})

const kinds: FailureKind[] = [
  "rate-limited",
  "overloaded",
  "unreachable",
  "unavailable",
  "timeout",
  "context-overflow",
  "out-of-credit",
  "key-budget",
  "moderated",
  "refused",
  "model-gone",
  "bad-request",
  "cut-off",
  "empty",
  "malformed",
]

test("whatever happens, it ends: six tries at most, none of a model more than twice, no wait beyond a minute", () => {
  const failures = fc.record({
    kind: fc.constantFrom(...kinds),
    given: fc.record(
      {
        retryAfterMs: fc.integer({ min: 0, max: 100_000 }),
        provider: fc.constantFrom("X", "Y", "Z"),
        begun: fc.constant(true as const),
        affordableTokens: fc.nat(9_000),
        allFree: fc.constant(true as const),
      },
      { requiredKeys: [] },
    ),
    overBudget: fc.boolean(),
    nobodyElse: fc.boolean(),
  })
  const candidates = fc.subarray([small, other, smart, premium, gift])
  fc.assert(
    fc.property(candidates, fc.array(failures, { minLength: 30, maxLength: 30 }), (given, script) => {
      const call = {
        candidates: given,
        tries: [] as Tried[],
        unaffordable: [] as Candidate[],
        cooling: new Map([["provider:Q", 20_000]]),
        now: 0,
        waitedMs: 0,
      }
      const waiting = [...script]
      for (;;) {
        const step = stepAfter(call.tries, call)
        if (step.kind === "give-up") break
        play(step, call, waiting.shift())
      }
      expect(call.tries.length).toBeLessThanOrEqual(6)
      expect(call.waitedMs).toBeLessThanOrEqual(60_000)
      const really = call.tries.filter(({ nobodyElse }) => !nobodyElse)
      for (const { modelId } of really)
        expect(really.filter((each) => each.modelId === modelId).length).toBeLessThanOrEqual(2)
    }),
    { numRuns: 2_000 },
  )
})

interface Played extends Pick<CallSoFar, "now" | "waitedMs"> {
  tries: Tried[]
  unaffordable: Candidate[]
}

function play(
  step: Try,
  call: Played,
  next: { kind: FailureKind; given: Partial<Failure>; overBudget: boolean; nobodyElse: boolean } | undefined,
): void {
  if (!next) throw new Error("it does not end")
  call.now += step.waitMs
  call.waitedMs += step.waitMs
  if (next.overBudget) call.unaffordable.push(step.candidate)
  else {
    const nobodyElse = next.nobodyElse && step.ignoredProviders.length > 0
    call.tries.push({ ...tried(step.candidate, next.kind, next.given, call.now), nobodyElse })
  }
}

describe("with a second key", () => {
  const keys = ["k", "l"]
  const by = (keyId: string, kind: FailureKind, given: Partial<Failure> = {}, who = small): Tried => ({
    ...tried(who, kind, given),
    keyId,
  })
  const after = (tries: Tried[], given: Partial<CallSoFar> = {}) => {
    const step = stepAfter(tries, { keys, ...given })
    return step.kind === "try" ? `${words(step)} with ${step.keyId}` : words(step)
  }

  test.each<[string, Tried[], string]>([
    ["the first is used", [], "first small with k"],
    ["a key that is not taken leads to the other", [by("k", "bad-key")], "first small with l"],
    ["so does one without budget", [by("k", "key-budget")], "first small with l"],
    [
      "even where it pays for less",
      [by("k", "out-of-credit", { affordableTokens: 9_000 })],
      "first small with l",
    ],
    ["a failure of the model keeps the key", [by("k", "overloaded")], "next-model other with k"],
    [
      "models that failed are not asked again for it",
      [by("k", "overloaded"), by("k", "key-budget", {}, other)],
      "next-model other with l",
    ],
    ["where none is taken there is nobody to ask", [by("k", "bad-key"), by("l", "bad-key")], "give up"],
    [
      "where the budgets of all are used up free models go on",
      [by("k", "key-budget"), by("l", "key-budget")],
      "next-model gift:free with l",
    ],
    [
      "with the key that is taken",
      [by("k", "key-budget"), by("l", "bad-key")],
      "next-model gift:free with k",
    ],
  ])("%s", (_what, tries, expected) => {
    expect(after(tries)).toBe(expected)
  })
})
