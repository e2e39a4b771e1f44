// What a limit counts: its scope, its part, and how often a turn may call; the same on every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Ledger, type Limit, openLedger, type Part, type SpentQuery } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

eachStore("scopes", ({ newAddress }) => {
  let ledger: Ledger

  beforeEach(async () => {
    ledger = await openLedger(await newAddress())
  })

  afterEach(() => ledger.close())

  const held = async (given: Parameters<typeof callStart>[0], nano = 60n) => {
    const start = callStart(given)
    await ledger.hold(start, fixedBound(nano), [])
    return start.id
  }
  const counted = async (query: Omit<SpentQuery, "at"> & { at?: Date }) =>
    (await ledger.spent({ at: noon, ...query })).countedNano

  test("a call counts in the windows that it started in, and in no other", async () => {
    await held({ startedAt: noon }, 10n)
    const at = (scope: SpentQuery["scope"], time: string) => counted({ scope, at: new Date(time) })
    expect(await at("daily", "2026-11-19T00:00:00Z")).toBe(10n)
    expect(await at("daily", "2026-11-19T23:59:59.999Z")).toBe(10n)
    expect(await at("daily", "2026-11-20T00:00:00Z")).toBe(0n)
    expect(await at("daily", "2026-11-18T23:59:59.999Z")).toBe(0n)
    expect(await at("weekly", "2026-11-16T00:00:00Z")).toBe(10n)
    expect(await at("weekly", "2026-11-15T23:59:59Z")).toBe(0n)
    expect(await at("weekly", "2026-11-22T23:59:59Z")).toBe(10n)
    expect(await at("weekly", "2026-11-23T00:00:00Z")).toBe(0n)
    expect(await at("monthly", "2026-11-30T23:59:59Z")).toBe(10n)
    expect(await at("monthly", "2026-12-01T00:00:00Z")).toBe(0n)
  })

  test.each([
    ["session", { rootSession: "root" }, { rootSession: "other" }],
    ["turn", { turn: "turn" }, { turn: "other" }],
    ["run", { run: "run" }, { run: "other" }],
  ] as const)("a limit on a %s counts its own calls, those of subagents too", async (scope, same, other) => {
    const limits = [{ scope, limitNano: 100n }]
    const hold = (given: object) => ledger.hold(callStart(given), fixedBound(60n), limits)
    expect((await hold({ session: "child", ...same })).kind).toBe("held")
    expect((await hold({ session: "other", ...other })).kind).toBe("held")
    expect(await hold({ session: "root", ...same })).toMatchObject({
      kind: "over-budget",
      scope,
      spentNano: 60n,
    })
    expect(await counted({ scope, ...same })).toBe(60n)
  })

  const places: [Part, Part][] = [
    [{ agent: "explore" }, { agent: "build" }],
    [{ tier: "premium" }, { tier: "cheap" }],
    [{ model: "a/b" }, { model: "a/c" }],
    [{ project: "/shop" }, { project: "/blog" }],
    [
      { project: "/shop", agent: "explore" },
      { project: "/shop", agent: "build" },
    ],
    [
      { project: "/shop", agent: "explore" },
      { project: "/blog", agent: "explore" },
    ],
    [
      { project: "/shop", tier: "premium" },
      { project: "/blog", tier: "premium" },
    ],
    [
      { project: "/shop", model: "a/b" },
      { project: "/blog", model: "a/b" },
    ],
    [
      { agent: "explore", tier: "premium" },
      { agent: "explore", tier: "cheap" },
    ],
  ]

  test.each(places)("a limit on %j counts no call of %j, and does not stop one", async (part, elsewhere) => {
    for (const scope of ["daily", "weekly", "monthly"] as const) {
      const limits: Limit[] = [{ scope, limitNano: 100n, part }]
      const hold = (given: Part) => ledger.hold(callStart({ ...given, turn: scope }), fixedBound(60n), limits)
      const before = await counted({ scope, part })
      if (before === 0n) expect((await hold(part)).kind).toBe("held")
      expect(await hold(elsewhere)).toMatchObject({ kind: "held", standings: [] })
      expect(await hold(part)).toMatchObject({ kind: "over-budget", scope, part, spentNano: 60n })
      expect(await counted({ scope, part })).toBe(60n)
    }
  })

  test.each(["session", "turn", "run"] as const)("a part of a %s counts that part of it", async (scope) => {
    const part = { agent: "explore" }
    const limits: Limit[] = [{ scope, limitNano: 100n, part }]
    await held({ agent: "build" })
    await held({ agent: "explore", rootSession: "other", turn: "other", run: "other" })
    expect((await ledger.hold(callStart(part), fixedBound(60n), limits)).kind).toBe("held")
    expect(await ledger.hold(callStart(part), fixedBound(60n), limits)).toMatchObject({ spentNano: 60n })
    const ids = { rootSession: "root", turn: "turn", run: "run" }
    expect(await ledger.spent({ scope, at: noon, ...ids, part })).toEqual({
      countedNano: 60n,
      pendingNano: 60n,
    })
  })

  test("a call that moves takes its money with it: out of the old model and tier, into the new", async () => {
    const id = await held({ model: "a/old", tier: "cheap" }, 60n)
    const to = { model: "a/new", tier: "premium" as const, bound: fixedBound(80n) }
    const limits: Limit[] = [{ scope: "daily", limitNano: 80n, part: { tier: "premium" } }]
    expect(await ledger.rehold(id, { ...to, limits })).toMatchObject({ kind: "held" })
    const sums = [
      { model: "a/old" },
      { tier: "cheap" as const },
      { model: "a/new" },
      { tier: "premium" as const },
      {},
    ]
    const found = await Promise.all(sums.map((part) => counted({ scope: "daily", part })))
    expect(found).toEqual([0n, 0n, 80n, 80n, 80n])
    // What is held for the call itself does not stand in its way, and only where it counts already.
    expect(await ledger.rehold(id, { ...to, bound: fixedBound(80n), limits })).toMatchObject({ kind: "held" })
    const other: Limit[] = [{ scope: "daily", limitNano: 79n, part: { model: "a/third" } }]
    const third = { ...to, model: "a/third", limits: other }
    expect(await ledger.rehold(id, third)).toMatchObject({ kind: "over-budget", spentNano: 0n })
  })

  test("a call without a tier counts in no tier", async () => {
    await held({ tier: null })
    expect(await counted({ scope: "daily" })).toBe(60n)
    for (const tier of ["cheap", "smart", "premium", "free"] as const)
      expect(await counted({ scope: "daily", part: { tier } })).toBe(0n)
  })

  test("names are taken as they are, whatever characters they have", async () => {
    const odd = { agent: `a'b"c\\d%_$1`, project: "/with, comma/ü 名", model: "x/y:free" }
    await held({ ...odd, rootSession: `s"1`, turn: "" })
    expect(await counted({ scope: "daily", part: { agent: odd.agent } })).toBe(60n)
    expect(await counted({ scope: "daily", part: { project: odd.project, model: odd.model } })).toBe(60n)
    expect(await counted({ scope: "session", rootSession: `s"1` })).toBe(60n)
    expect(await counted({ scope: "daily", part: { agent: "a" } })).toBe(0n)
    expect(await ledger.calls({})).toMatchObject([odd])
  })

  test("a turn may call so often and no more, what it costs does not matter", async () => {
    const caps = { perTurn: 2, perMinute: null }
    const hold = (turn: string) => ledger.hold(callStart({ turn }), fixedBound(0n), [], caps)
    expect((await hold("one")).kind).toBe("held")
    expect((await hold("one")).kind).toBe("held")
    expect(await hold("one")).toEqual({ kind: "too-many-calls", per: "turn", cap: 2 })
    expect((await hold("two")).kind).toBe("held")
    expect(await ledger.calls({})).toHaveLength(3)
  })

  test("a turn may call so often within any minute; settled calls count", async () => {
    const hold = (seconds: number, turn = "turn", session = "session") => {
      const start = callStart({ turn, session, startedAt: new Date(noon.getTime() + seconds * 1_000) })
      const held = ledger.hold(start, fixedBound(1n), [], { perTurn: null, perMinute: 2 })
      return held.then(async (outcome) => {
        if (outcome.kind === "held") await ledger.settle(start.id, settlement(1n))
        return outcome
      })
    }
    expect((await hold(0)).kind).toBe("held")
    expect((await hold(30)).kind).toBe("held")
    expect(await hold(59)).toEqual({ kind: "too-many-calls", per: "minute", cap: 2 })
    expect((await hold(59, "other")).kind).toBe("held")
    expect((await hold(61)).kind).toBe("held")
    expect(await hold(62)).toMatchObject({ kind: "too-many-calls", per: "minute" })
    expect(await hold(62, "turn", "subagent")).toMatchObject({ kind: "held" })
  })

  test("without caps a turn may call as often as it can pay", async () => {
    for (const _ of Array(5)) {
      const caps = { perTurn: null, perMinute: null }
      expect((await ledger.hold(callStart(), fixedBound(1n), [], caps)).kind).toBe("held")
    }
  })
})
