// A glance at the ledger: the same numbers as its own sums, read-only, and never of a ledger that is not there.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Tier } from "../../config/index.ts"
import { type CallStart, type GlanceQuery, type Ledger, openGlances, openLedger } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

const later = (ms: number) => new Date(noon.getTime() + ms)
const query = (given: Partial<GlanceQuery> = {}): GlanceQuery => ({
  at: later(60_000),
  project: "/project",
  limits: [],
  shown: { session: "session", rootSession: "root" },
  since: noon,
  ...given,
})

async function made(ledger: Ledger, start: Partial<CallStart>, cost: bigint | undefined): Promise<void> {
  const call = callStart(start)
  await ledger.hold(call, fixedBound(100n), [])
  if (cost !== undefined) await ledger.settle(call.id, settlement(cost))
}

eachStore("a glance", (store) => {
  let address = ""
  let ledger: Ledger
  beforeEach(async () => {
    address = await store.newAddress()
    ledger = await openLedger(address)
  })
  afterEach(() => ledger.close())

  const look = async (given: Partial<GlanceQuery> = {}) => {
    const glances = openGlances(address)
    try {
      return await glances.read(query(given))
    } finally {
      await glances.close()
    }
  }

  test("sums the day and the session with its subagents, money that is held apart", async () => {
    await made(ledger, {}, 30n)
    await made(ledger, { session: "child" }, 20n)
    await made(ledger, { rootSession: "other", session: "other" }, 7n)
    await made(ledger, {}, undefined)
    await made(ledger, { startedAt: later(-86_400_000), rootSession: "other" }, 1_000n)
    const glance = await look()
    expect(glance?.session).toEqual({
      countedNano: 150n,
      pendingNano: 100n,
      savedNano: 100n,
      baselineNano: 150n,
    })
    expect(glance?.today).toEqual({
      countedNano: 157n,
      pendingNano: 100n,
      savedNano: 114n,
      baselineNano: 171n,
    })
  })

  test("has the limits as the ledger itself has them, lifts applied", async () => {
    await made(ledger, {}, 30n)
    const lift = {
      at: noon,
      scope: "daily",
      part: {},
      limitNano: 500n,
      rootSession: null,
      until: null,
    } as const
    await ledger.lift({ ...lift, by: "test" })
    const limits = [
      { scope: "daily", limitNano: 100n } as const,
      { scope: "session", limitNano: 60n } as const,
      { scope: "daily", limitNano: 9n, part: { agent: "explore" } } as const,
    ]
    const { standings } = (await look({ limits })) ?? {}
    const where = { at: query().at, rootSession: "root", turn: "turn", run: "run", project: "/project" }
    const last = { agent: "build", tier: "cheap", model: "google/gemini-3.8-flash" } as const
    expect(standings).toEqual(await ledger.standings(limits, { ...where, ...last }))
    expect(standings?.map(({ limitNano }) => limitNano)).toEqual([500n, 60n])
  })

  test("shows the session's newest call but for housekeeping, and what its turn began with", async () => {
    await made(ledger, { id: "first", cause: "classified" }, 1n)
    await made(ledger, { id: "second", startedAt: later(1), cause: "held" }, undefined)
    await made(ledger, { startedAt: later(2), agent: "title", cause: "pinned" }, 1n)
    await made(ledger, { startedAt: later(3), cause: "housekeeping" }, 1n)
    await made(ledger, { startedAt: later(4), session: "child" }, 1n)
    await made(ledger, { startedAt: later(5), rootSession: "other", session: "other" }, 1n)
    const glance = await look()
    expect([glance?.call?.id, glance?.decided?.id]).toEqual(["second", "first"])
  })

  test("has the newest block of the session that stands, and the alerts and rests of now", async () => {
    await ledger.record(verdict({ rule: "a.b" }))
    await ledger.record(verdict({ rule: "c.d", outcome: "lifted" }))
    await ledger.record(verdict({ rule: "e.f", rootSession: "other" }))
    await ledger.record(verdict({ verdict: "allow", rule: null }))
    await ledger.claimAlert({ key: "limit:daily", at: later(5), level: "info", text: "said" })
    await ledger.claimAlert({ key: "limit:old", at: later(-5), level: "info", text: "old" })
    const rest = { failures: 1, reason: "overloaded", detail: "", at: noon }
    await ledger.noteRest({ ...rest, key: "model:a/b", until: later(120_000) })
    await ledger.noteRest({ ...rest, key: "model:c/d", until: later(1) })
    const glance = await look()
    expect(glance?.block?.rule).toBe("a.b")
    expect(glance?.alerts.map(({ text }) => text)).toEqual(["said"])
    expect(glance?.rests.map(({ key }) => key)).toEqual(["model:a/b"])
  })

  test("has the tier that was chosen since the last decision, said while it is watched", async () => {
    const choose = (tier: Tier | null, ms: number, rootSession = "root") =>
      ledger.noteTierChoice({ rootSession, tier, at: later(ms) })
    const seen = async (given: Partial<GlanceQuery> = {}) => (await look(given))?.choice?.tier
    await choose("premium", 1, "other")
    expect(await seen()).toBeUndefined()
    await choose("smart", 10)
    expect(await seen()).toBe("smart")
    expect(await seen({ since: later(11) })).toBeUndefined()
    expect(await seen({ shown: undefined })).toBeUndefined()
    await made(ledger, { id: "before", startedAt: later(5), cause: "classified" }, 1n)
    await made(ledger, { id: "goes on", startedAt: later(20), cause: "held" }, 1n)
    expect(await seen()).toBe("smart")
    await made(ledger, { id: "after", turn: "next", startedAt: later(30), cause: "chosen" }, 1n)
    expect(await seen()).toBeUndefined()
    await choose(null, 40)
    expect(await seen()).toBeNull()
    await ledger.prune(later(41))
    expect(await seen()).toBeUndefined()
  })

  test("of no session has the day alone", async () => {
    await made(ledger, {}, 30n)
    const glance = await look({ shown: undefined })
    expect(glance).toMatchObject({ call: undefined, block: undefined, session: { countedNano: 0n } })
    expect(glance?.today.countedNano).toBe(30n)
  })
})

describe("a ledger's file", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ralex-glance-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const path = () => join(folder, "ledger.db")

  test("that is not there is not made, and is seen once somebody made it", async () => {
    const glances = openGlances(`sqlite:${path()}`)
    expect(await glances.read(query())).toBeUndefined()
    expect(existsSync(path())).toBe(false)
    const ledger = await openLedger(`sqlite:${path()}`)
    expect(glances.isStale()).toBe(true)
    expect((await glances.read(query()))?.today.countedNano).toBe(0n)
    await glances.close()
    await ledger.close()
  })

  test("is stale after another's write alone, and when another file is in its place", async () => {
    const ledger = await openLedger(`sqlite:${path()}`)
    const glances = openGlances(`sqlite:${path()}`)
    await glances.read(query())
    expect(glances.isStale()).toBe(false)
    await made(ledger, {}, 30n)
    expect(glances.isStale()).toBe(true)
    expect((await glances.read(query()))?.today.countedNano).toBe(30n)
    expect(glances.isStale()).toBe(false)
    await ledger.close()
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path() + suffix, { force: true })
    const fresh = await openLedger(`sqlite:${path()}`)
    expect(glances.isStale()).toBe(true)
    expect((await glances.read(query()))?.today.countedNano).toBe(0n)
    await glances.close()
    await fresh.close()
  })

  test("that is no ledger is a sentence, and stays as it is", async () => {
    writeFileSync(path(), "no database".repeat(100))
    const glances = openGlances(`sqlite:${path()}`)
    await expect(glances.read(query())).rejects.toThrow("is damaged")
    expect(existsSync(`${path()}.suspect`)).toBe(false)
    await expect(openGlances("mysql://x").read(query())).rejects.toThrow("RALEX_LEDGER")
  })
})
