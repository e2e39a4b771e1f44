// Names with secrets in them: none is kept, and every limit, sum, lift and permit is found by the name all the same.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { cleanKey, cleanName } from "../../ledger/clean-name.ts"
import { type Ledger, type Limit, limitOf, openLedger, readMetrics } from "../../ledger/index.ts"
import { foundIn, plantedSecrets } from "../planted-secrets.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

const planted = plantedSecrets(21_000)
const github = planted.find(({ name }) => name === "GitHub")?.secret ?? ""
const named = (what: string) => `${what}-${github}-\u202e\u001b[2K`
const names = {
  project: `/home/me/${named("project")}`,
  rootSession: named("ses"),
  agent: named("agent"),
  model: named("x/model"),
}
const { project, rootSession, agent, model } = names
const session = rootSession

test("a name has no secret of any kind, stays on its line, and is cleaned but once", () => {
  for (const { text } of planted) {
    const clean = cleanName(`my ${text}\nname`)
    expect(foundIn(clean, planted)).toEqual([])
    expect(clean).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(cleanName(clean)).toBe(clean)
  }
  expect(cleanName("google/gemini-3.8-flash")).toBe("google/gemini-3.8-flash")
  expect(cleanKey(`key:0123456789ab`)).toBe("key:0123456789ab")
  expect(cleanKey("model::free")).toBe("model::free")
  expect(cleanKey(`model:${github}`)).toBe("model:[redacted]")
})

eachStore("names with secrets", ({ newAddress }) => {
  let ledger: Ledger
  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
  })
  afterEach(() => ledger.close())

  const start = (given: object = {}) =>
    callStart({ ...names, session, modelAsked: model, provider: named("p"), ...given })
  const expectClean = (value: unknown) => {
    const text = JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one))
    expect(text).toContain("[redacted]")
    expect(foundIn(text, planted)).toEqual([])
    expect(text).not.toMatch(/\\u001b|\u202e/)
  }

  test("are not in rows, and each is what a limit is held by", async () => {
    await ledger.hold(
      start({ id: "a", after: { model: named("y/model"), reason: "timeout" } }),
      fixedBound(60n),
      [],
    )
    await ledger.settle("a", settlement(60n, { model }))
    expectClean(await ledger.calls({ session }))
    expectClean(await ledger.tallies())
    expectClean(await ledger.names({ since: null }))
    const parts = [{ project }, { agent }, { model }, {}]
    for (const [index, part] of parts.entries()) {
      const limits: Limit[] = [{ scope: "daily", limitNano: 100n, part }]
      const outcome = await ledger.hold(start({ id: `b${index}` }), fixedBound(50n), limits)
      expect(outcome).toMatchObject({ kind: "over-budget", spentNano: 60n })
      expect(await ledger.spent({ scope: "daily", at: noon, part })).toMatchObject({ countedNano: 60n })
      expect(await ledger.standings(limits, { ...start(), at: noon })).toMatchObject([{ countedNano: 60n }])
    }
    expect(await ledger.spent({ scope: "session", at: noon, rootSession })).toMatchObject({
      countedNano: 60n,
    })
    expect(await ledger.callsOfSession(rootSession, 9)).toHaveLength(1)
    for (const part of [{ project }, { agent }, { model }, { session }])
      expect(await ledger.sums({ since: null, part })).toMatchObject([{ calls: 1 }])
    const metrics = await readMetrics(ledger, {
      limits: [{ scope: "daily", usd: 1, part: { project, agent, model } }],
      now: noon,
      version: "1",
    })
    expectClean(metrics.text)
  })

  test("a lift and the limits of a configuration meet", async () => {
    const limit = limitOf({ scope: "daily", usd: 1e-9, part: { agent } })
    await ledger.lift({
      ...{ at: noon, scope: "daily", part: { agent }, limitNano: 100n, rootSession, until: null, by: "test" },
    })
    expectClean(await ledger.lifts(noon, rootSession))
    expect((await ledger.hold(start(), fixedBound(50n), [limit])).kind).toBe("held")
    expect((await ledger.hold(start({ rootSession: "other" }), fixedBound(50n), [limit])).kind).toBe(
      "over-budget",
    )
  })

  test("verdicts get their outcome, permits are used, rests end", async () => {
    const call = named("call")
    await ledger.record(verdict({ ...names, session, tool: named("tool"), call }))
    await ledger.noteOutcomes([{ session, call, outcome: "blocked" }])
    expect(await ledger.verdicts({ session })).toMatchObject([{ outcome: "blocked" }])
    expect(await ledger.blocksOf([session])).toHaveLength(1)
    expectClean(await ledger.verdicts({}))
    const until = new Date(noon.getTime() + 60_000)
    await ledger.offerPermit({
      ...{ at: noon, until, rootSession, session, call, code: "c", action: "a" },
      ...{ rule: "core.x", tool: named("tool"), subject: "rm" },
    })
    expectClean(await ledger.openPermits(rootSession, noon))
    expect(await ledger.grantPermit({ at: noon, until, rootSession, code: "c" })).toMatchObject({
      kind: "granted",
    })
    expect(await ledger.takePermit({ at: noon, rootSession, action: "a" })).toBe(true)
    const key = `model:${model}`
    await ledger.noteRest({ key, failures: 3, until, reason: "timeout", detail: github, at: noon })
    expectClean(await ledger.rests())
    await ledger.endRests([key])
    expect(await ledger.rests()).toEqual([])
  })
})
