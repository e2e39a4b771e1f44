// Turns among calls: rates by model and key, calls under way, fairness between sessions, and leaving the line.
import { describe, expect, test } from "bun:test"
import type { z } from "zod"
import { configSchema } from "../../config/index.ts"
import { Admission, type AdmissionRequest } from "../../provider/admission.ts"

type Calls = z.input<typeof configSchema>["calls"]

function callsOf(calls: Calls) {
  return configSchema.parse({ calls }).calls
}

const nobody: AdmissionRequest = {
  modelId: "a/b",
  keyId: "k",
  session: "s",
  tokens: 10,
  signal: undefined,
  mostMs: 60_000,
  waiting: () => {},
}

/** Who got a place, in order, so far. */
function line(admission: Admission, calls: Calls) {
  const parsed = callsOf(calls)
  const admitted: string[] = []
  const ask = async (session: string, given: Partial<AdmissionRequest> = {}) => {
    const slot = await admission.admit({ ...nobody, session, ...given }, parsed)
    if (slot) admitted.push(session)
    return slot
  }
  return { ask, admitted, parsed }
}

describe("calls under way", () => {
  test("are bounded, and each session has its turn however many calls another one waits with", async () => {
    const { ask, admitted } = line(new Admission(), { inFlight: 1 })
    const first = await ask("busy")
    const waiting = ["busy", "busy", "busy", "quiet", "other"].map((session) => ask(session))
    await Bun.sleep(5)
    expect(admitted).toEqual(["busy"])
    first?.release()
    for (const place of waiting) void place.then((slot) => slot?.release())
    await Promise.all(waiting)
    expect(admitted).toEqual(["busy", "busy", "quiet", "other", "busy", "busy"])
  })

  test("a place that is given back twice is one place", async () => {
    const { ask, admitted } = line(new Admission(), { inFlight: 1 })
    const first = await ask("one")
    first?.release()
    first?.release()
    await ask("two")
    void ask("three")
    await Bun.sleep(5)
    expect(admitted).toEqual(["one", "two"])
  })

  test("a place that nobody gives back is free after the time of a call", async () => {
    const { ask, admitted } = line(new Admission(), { inFlight: 1 })
    await ask("forgotten", { mostMs: 20 })
    await ask("next")
    expect(admitted).toEqual(["forgotten", "next"])
  })

  test("who leaves the line takes no place, and holds nobody up", async () => {
    const { ask, admitted } = line(new Admission(), { inFlight: 1 })
    const first = await ask("one")
    const leaving = new AbortController()
    const left = ask("left", { signal: leaving.signal })
    const last = ask("last")
    leaving.abort()
    expect(await left).toBeUndefined()
    first?.release()
    await last
    expect(admitted).toEqual(["one", "last"])
  })
})

describe("a rate of requests", () => {
  const free: Partial<AdmissionRequest> = { modelId: "z/glm:free" }

  test("holds for the models it names and for each key by itself", async () => {
    const admission = new Admission()
    const { ask, admitted, parsed } = line(admission, { rateLimits: { "*:free": { requests: 2 } } })
    for (const session of ["1", "2"]) (await ask(session, free))?.release()
    expect(admission.isBusy({ ...nobody, ...free }, parsed)).toBe(true)
    expect(admission.isBusy(nobody, parsed)).toBe(false)
    expect(admission.isBusy({ ...nobody, ...free, keyId: "other" }, parsed)).toBe(false)
    void ask("late", free)
    await ask("paid")
    await ask("other key", { ...free, keyId: "other" })
    expect(admitted).toEqual(["1", "2", "paid", "other key"])
  })

  test("twenty a minute is what free models get where nothing is written", () => {
    expect(callsOf({}).rateLimits).toEqual({ "*:free": { requests: 20 } })
  })
})

describe("a rate of tokens", () => {
  const limits = { rateLimits: { "a/b": { tokens: 100 } } }

  test("lets prompts through until it is used up, and a larger one alone", async () => {
    const { ask, admitted } = line(new Admission(), limits)
    for (const session of ["1", "2"]) await ask(session, { tokens: 50 })
    const left = new AbortController()
    const late = ask("late", { tokens: 1, signal: left.signal })
    await Bun.sleep(5)
    expect(admitted).toEqual(["1", "2"])
    left.abort()
    await late
    const { ask: other, admitted: alone } = line(new Admission(), limits)
    await other("huge", { tokens: 1_000_000 })
    expect(alone).toEqual(["huge"])
  })
})
