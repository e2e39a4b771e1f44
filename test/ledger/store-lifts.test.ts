// What a person lifts, and what stands against each limit with it; the same on every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Ledger, type Lift, type Limit, openLedger, type Where } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const MINUTE_MS = 60_000
const minutes = (count: number) => new Date(noon.getTime() + count * MINUTE_MS)

function lift(given: Partial<Lift> = {}): Lift {
  const defaults = { limitNano: 500n, rootSession: null, until: null, by: "ralex budget set" }
  return { at: noon, scope: "daily", part: {}, ...defaults, ...given }
}

function where(given: Partial<Where> = {}): Where {
  const { rootSession, turn, run, project, agent, tier, model } = callStart()
  return { at: noon, rootSession, turn, run, project, agent, tier, model, ...given }
}

eachStore("lifts", ({ newAddress }) => {
  let ledger: Ledger

  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
  })

  afterEach(() => ledger.close())

  /** The limit as it is for such a call; undefined when there is none any more. */
  const inForce = async (limit: Limit, given: Partial<Where> = {}) =>
    (await ledger.standings([limit], where(given)))[0]?.limitNano

  const daily: Limit = { scope: "daily", limitNano: 100n }

  test("a lift counts from its time until just before its end", async () => {
    await ledger.lift(lift({ at: minutes(1), until: minutes(5) }))
    expect(await inForce(daily, { at: minutes(0) })).toBe(100n)
    expect(await inForce(daily, { at: minutes(1) })).toBe(500n)
    expect(await inForce(daily, { at: new Date(minutes(5).getTime() - 1) })).toBe(500n)
    expect(await inForce(daily, { at: minutes(5) })).toBe(100n)
  })

  test("the newest counts, whether it gives more or less; when it has ended, the one before", async () => {
    await ledger.lift(lift({ limitNano: 900n }))
    await ledger.lift(lift({ limitNano: 50n, until: minutes(5) }))
    expect(await inForce(daily)).toBe(50n)
    expect(await inForce(daily, { at: minutes(5) })).toBe(900n)
  })

  test("a lift to nothing takes the limit away", async () => {
    await ledger.lift(lift({ limitNano: null }))
    expect(await ledger.standings([daily], where())).toEqual([])
    expect((await ledger.hold(callStart(), fixedBound(1_000n), [daily])).kind).toBe("held")
    await ledger.lift(lift({ limitNano: 1_500n }))
    expect(await ledger.hold(callStart(), fixedBound(1_000n), [daily])).toMatchObject({ limitNano: 1_500n })
  })

  test("a lift for one session holds in no other", async () => {
    await ledger.lift(lift({ rootSession: "root" }))
    expect(await inForce(daily, { rootSession: "root" })).toBe(500n)
    expect(await inForce(daily, { rootSession: "other" })).toBe(100n)
    expect(await ledger.lifts(noon)).toEqual([])
    expect(await ledger.lifts(noon, "root")).toEqual([lift({ rootSession: "root" })])
  })

  test("a lift is of its scope only", async () => {
    await ledger.lift(lift({ scope: "session" }))
    expect(await inForce(daily)).toBe(100n)
    expect(await inForce({ scope: "session", limitNano: 100n })).toBe(500n)
  })

  const agent = { agent: "build" }
  const project = { project: "/project" }
  test.each([
    ["no part", {}, {}, true],
    ["no part, the project's own limit", {}, project, true],
    ["no part, an agent's limit", {}, agent, false],
    ["an agent, its limit", agent, agent, true],
    ["an agent, its limit in the project", agent, { ...project, ...agent }, true],
    ["an agent, everybody's limit", agent, {}, false],
    ["another agent", { agent: "plan" }, agent, false],
    ["the project, its limit", project, project, true],
    ["the project, everybody's limit", project, {}, false],
    ["another project", { project: "/other" }, project, false],
    ["the project's agent, the agent's limit", { ...project, ...agent }, agent, false],
    ["the project's agent, its limit", { ...project, ...agent }, { ...agent, ...project }, true],
  ])("a lift of %s", async (_what, lifted, part, counts) => {
    await ledger.lift(lift({ part: lifted }))
    expect(await inForce({ ...daily, part })).toBe(counts ? 500n : 100n)
  })

  test("a lifted limit decides a hold, and comes back as it is in force", async () => {
    await ledger.hold(callStart(), fixedBound(90n), [daily])
    expect(await ledger.hold(callStart(), fixedBound(90n), [daily])).toMatchObject({ kind: "over-budget" })
    await ledger.lift(lift({ limitNano: 180n }))
    expect(await ledger.hold(callStart(), fixedBound(90n), [daily])).toMatchObject({
      kind: "held",
      standings: [{ scope: "daily", limitNano: 180n, countedNano: 180n, pendingNano: 180n }],
    })
    const refused = { kind: "over-budget", limitNano: 180n, spentNano: 180n, neededNano: 1n }
    expect(await ledger.hold(callStart(), fixedBound(1n), [daily])).toMatchObject(refused)
  })

  test("a lift stops a move too", async () => {
    const start = callStart()
    await ledger.hold(start, fixedBound(90n), [daily])
    await ledger.lift(lift({ limitNano: 95n }))
    const to = { model: "a/b", tier: null, bound: fixedBound(96n), limits: [daily] }
    expect(await ledger.rehold(start.id, to)).toMatchObject({ kind: "over-budget", limitNano: 95n })
  })

  test("lifts read back as they were written, the newest first, those that have ended left out", async () => {
    const given = [
      lift({ scope: "turn", part: { agent: "build", project: "/a" }, rootSession: "root" }),
      lift({ scope: "monthly", limitNano: null, until: minutes(1), by: "/ralex-budget" }),
      lift({ scope: "weekly", limitNano: 9_007_199_254_740_993n }),
    ]
    for (const one of given) await ledger.lift(one)
    expect(await ledger.lifts(noon, "root")).toEqual(given.toReversed())
    expect(await ledger.lifts(minutes(1), "root")).toEqual([given[2], given[0]] as Lift[])
    expect(await ledger.lifts(minutes(-1), "root")).toEqual([])
  })

  test("standings are the limits that such a call meets, each with what counts against it", async () => {
    const start = callStart({ agent: "explore", tier: "smart" })
    await ledger.hold(start, fixedBound(40n), [])
    await ledger.settle(start.id, settlement(30n))
    await ledger.hold(callStart({ agent: "explore", tier: "smart" }), fixedBound(7n), [])
    await ledger.hold(callStart({ turn: "other", rootSession: "other", run: "other" }), fixedBound(5n), [])
    const limits: Limit[] = [
      { scope: "call", limitNano: 1n },
      { scope: "turn", limitNano: 2n },
      { scope: "session", limitNano: 3n },
      { scope: "run", limitNano: 4n },
      { scope: "daily", limitNano: 5n },
      { scope: "weekly", limitNano: 6n, part: { agent: "explore" } },
      { scope: "monthly", limitNano: 7n, part: { tier: "premium" } },
    ]
    const found = await ledger.standings(limits, where({ agent: "explore", tier: "smart" }))
    const own = { countedNano: 37n, pendingNano: 7n }
    expect(found).toEqual([
      { scope: "call", limitNano: 1n, countedNano: 0n, pendingNano: 0n },
      { scope: "turn", limitNano: 2n, ...own },
      { scope: "session", limitNano: 3n, ...own },
      { scope: "run", limitNano: 4n, ...own },
      { scope: "daily", limitNano: 5n, countedNano: 42n, pendingNano: 12n },
      { scope: "weekly", limitNano: 6n, part: { agent: "explore" }, ...own },
    ])
  })
})
