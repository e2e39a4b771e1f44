// Who is left alone after a failure, for how long, and how it comes back; and that all sessions know it.
import { afterEach, describe, expect, test } from "bun:test"
import { finishBackground, type Rest } from "../../ledger/index.ts"
import { breakersOf, cooldownsOf, probeOf, restAfter, restingModel } from "../../provider/cooldowns.ts"
import { type Failure, type FailureKind, failureOf } from "../../provider/failure.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

/** What is known after these failures of model `a`, one a second. */
function after(failures: Failure[], startedAt = 0): Map<string, Rest> {
  const known = new Map<string, Rest>()
  for (const [index, failure] of failures.entries()) {
    const rest = restAfter({ modelId: "a", keyId: "k", failure, now: startedAt + index * 1_000 }, known)
    if (rest) known.set(rest.key, rest)
  }
  return known
}

const times = (count: number, kind: FailureKind, given: Partial<Failure> = {}) =>
  Array.from({ length: count }, () => failureOf(kind, "words", given))

/** Seconds from the last failure until `key` is asked again. */
function restS(known: Map<string, Rest>, key = "model:a"): number | undefined {
  const rest = known.get(key)
  return rest && (rest.until.getTime() - rest.at.getTime()) / 1_000
}

describe("a rest", () => {
  test.each([
    [1, 0],
    [2, 0],
    [3, 30],
    [4, 60],
    [5, 120],
    [8, 600],
    [30, 600],
  ])("after %d failures in a row is %d s", (count, seconds) => {
    expect(restS(after(times(count, "overloaded")))).toBe(seconds)
  })

  test.each<[string, Failure, string | undefined, number | undefined]>([
    ["when to come back", failureOf("rate-limited", "", { retryAfterMs: 42_000 }), "model:a", 42],
    ["a day", failureOf("rate-limited", "", { retryAfterMs: 86_400_000 }), "model:a", 86_400],
    ["a year", failureOf("rate-limited", "", { retryAfterMs: 31_536_000_000 }), "model:a", 93_600],
    [
      "a quota of all free models",
      failureOf("rate-limited", "", { retryAfterMs: 9_000, allFree: true }),
      "model::free",
      9,
    ],
    ["a provider that broke off", failureOf("cut-off", "", { provider: "Z", begun: true }), "provider:Z", 0],
    ["a provider's last word", failureOf("overloaded", "", { provider: "Z" }), "model:a", 0],
    ["a model that is gone", failureOf("model-gone", ""), "model:a", 600],
    ["a key that is not taken", failureOf("bad-key", ""), "key:k", 600],
    ["a key whose budget is used up", failureOf("key-budget", ""), "key:k", 600],
    [
      "a credit that pays for shorter answers",
      failureOf("out-of-credit", "", { affordableTokens: 900 }),
      undefined,
      undefined,
    ],
    ...(["context-overflow", "moderated", "refused", "bad-request", "aborted", "unreachable"] as const).map(
      (kind): [string, Failure, undefined, undefined] => [kind, failureOf(kind, ""), undefined, undefined],
    ),
  ])("after %s", (_what, failure, key, seconds) => {
    const known = after([failure])
    expect([...known.keys()]).toEqual(key === undefined ? [] : [key])
    expect(restS(known, key)).toBe(seconds)
  })

  test("failures far apart are none in a row", () => {
    const known = after(times(2, "overloaded"))
    const late = restAfter(
      { modelId: "a", keyId: "k", failure: failureOf("overloaded", ""), now: 20 * 60_000 },
      known,
    )
    expect(late).toMatchObject({ failures: 1 })
  })

  test("is half open after its end: one asks, the others keep away", () => {
    const rest = after(times(3, "overloaded")).get("model:a")
    const end = rest?.until.getTime() ?? 0
    expect(probeOf(rest, end - 1)).toBeUndefined()
    expect(probeOf(rest, end)?.until.getTime()).toBeGreaterThan(end)
    expect(probeOf(probeOf(rest, end), end + 1)).toBeUndefined()
  })

  test("of all free models is each one's", () => {
    const cooling = cooldownsOf(
      after([failureOf("rate-limited", "", { retryAfterMs: 9_000, allFree: true })]).values(),
    )
    expect(restingModel(cooling, "b:free")).toBe(9_000)
    expect(restingModel(cooling, "b")).toBe(0)
    expect(breakersOf({ modelId: "b:free", provider: "Z", keyId: "k" })).toEqual([
      "model:b:free",
      "model::free",
      "key:k",
      "provider:Z",
    ])
  })
})

const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const model = steps([{ text: "It is done." }])

/** One call of a session of its own, to its end and all that follows it. */
async function call(it: Stage, session: string, asked = "cheap"): Promise<string[]> {
  const before = it.asked().length
  await it.call({ model: asked, session })
  await finishBackground()
  return it.asked().slice(before)
}

describe("what one session has learned", () => {
  const busy: Fault = { kind: "status", status: 503, retryAfterSeconds: 60, model: flash }

  test("another one goes by: a model that asked for a minute is not asked for it", async () => {
    const it = await stage({ simulator: { model, faults: [busy] } })
    expect(await call(it, "one")).toEqual([flash, luna])
    expect(await call(it, "two")).toEqual([luna])
    expect(await it.ledger.rests()).toMatchObject([{ key: `model:${flash}`, reason: "overloaded" }])
  })

  test("a person who chose that model by name gets it asked all the same", async () => {
    const it = await stage({ simulator: { model, faults: [busy] } })
    await call(it, "one")
    expect(await call(it, "two", flash)).toEqual([flash])
  })

  test("an answer ends the rest", async () => {
    const it = await stage({ simulator: { model, faults: [busy] } })
    await call(it, "one")
    await call(it, "two", flash)
    expect(await it.ledger.rests()).toEqual([])
    expect(await call(it, "three")).toEqual([flash])
  })

  test("a trial that says nothing of the model is no trial", async () => {
    const it = await stage({ simulator: { model } })
    const past = new Date(Date.now() - 60_000)
    const rested = { key: `model:${flash}`, failures: 3, reason: "overloaded", detail: "", at: new Date(0) }
    await it.ledger.noteRest({ ...rested, until: past })
    const { environment } = it.instance
    it.instance.environment = { ...environment, baseUrl: "http://127.0.0.1:1/api/v1" }
    await it.refused({ model: flash })
    await finishBackground()
    expect(await it.ledger.rests()).toMatchObject([{ key: `model:${flash}`, until: past }])
    it.instance.environment = environment
    expect(await call(it, "two")).toEqual([flash])
    expect(await it.ledger.rests()).toEqual([])
  })

  test("a provider that breaks off three times is left out, also of other models", async () => {
    const cut: Fault = { kind: "stream-error", at: "middle", model: flash, times: 3 }
    const it = await stage({
      simulator: { model: steps([{ text: "An answer of two pieces." }]), faults: [cut] },
    })
    for (const session of ["one", "two", "three"]) await call(it, session)
    await call(it, "four", "google/gemini-3.8-flash")
    const [ignored] = it.simulator.requests().slice(3)
    expect(ignored?.body.provider?.ignore).toEqual(["Google"])
  })

  test("a ledger that does not know is no reason to call nobody", async () => {
    const it = await stage({ simulator: { model } })
    it.ledger.rests = () => Promise.reject(new Error("disk full"))
    it.ledger.noteRest = () => Promise.reject(new Error("disk full"))
    it.simulator.fail(busy)
    expect(await call(it, "one")).toEqual([flash, luna])
  })
})
