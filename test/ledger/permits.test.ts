// A person's leave to do one action once: told by its code, used up by one caller, void after wrong guesses; and what
// became of a call after its verdict. The same on every store.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { type Ledger, openLedger, type PermitOffer } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { noon, verdict } from "./sample-calls.ts"

const MINUTE_MS = 60_000
const later = (minutes: number) => new Date(noon.getTime() + minutes * MINUTE_MS)

function offer(given: Partial<PermitOffer> = {}): PermitOffer {
  return {
    at: noon,
    until: later(10),
    rootSession: "root",
    session: "session",
    call: "call-1",
    code: "code-hash",
    action: "action-hash",
    rule: "git.force-push",
    tool: "bash",
    subject: "git push --force",
    ...given,
  }
}

const said = (code = "code-hash", given = {}) => ({
  at: later(1),
  until: later(6),
  rootSession: "root",
  code,
  ...given,
})
const asked = (given = {}) => ({ at: later(2), rootSession: "root", action: "action-hash", ...given })

eachStore("permits", ({ newAddress }) => {
  let address: string
  let ledger: Ledger

  beforeEach(async () => {
    address = await newAddress()
    ledger = await openLedger(address)
  })
  afterEach(() => ledger.close())

  test("a code grants its action, which is done once, also by another process", async () => {
    expect(await ledger.offerPermit(offer())).toBe(true)
    expect(await ledger.takePermit(asked())).toBe(false)
    const other = await openLedger(address)
    expect(await other.grantPermit(said())).toMatchObject({
      kind: "granted",
      permit: { rule: "git.force-push", tool: "bash", subject: "git push --force", until: later(6) },
    })
    await other.close()
    expect(await ledger.openPermits("root", later(1))).toEqual([])
    expect(await ledger.takePermit(asked())).toBe(true)
    expect(await ledger.takePermit(asked())).toBe(false)
    expect(await ledger.grantPermit(said())).toEqual({ kind: "none-open" })
  })

  test("one of several that ask at once gets it", async () => {
    await ledger.offerPermit(offer())
    await ledger.grantPermit(said())
    const others = await Promise.all([openLedger(address), openLedger(address), openLedger(address)])
    const taken = await Promise.all([ledger, ...others].map((one) => one.takePermit(asked())))
    expect(taken.filter((it) => it)).toHaveLength(1)
    await Promise.all(others.map((one) => one.close()))
  })

  test.each<[string, object]>([
    ["another action", { action: "other" }],
    ["another root session", { rootSession: "other" }],
    ["the time after", { at: later(6) }],
  ])("it is not for %s", async (_, given) => {
    await ledger.offerPermit(offer())
    await ledger.grantPermit(said())
    expect(await ledger.takePermit(asked(given))).toBe(false)
  })

  test("a code is over after its time, and is none in another session", async () => {
    await ledger.offerPermit(offer())
    expect(await ledger.grantPermit(said("code-hash", { rootSession: "other" }))).toEqual({
      kind: "none-open",
    })
    expect(await ledger.grantPermit(said("code-hash", { at: later(10) }))).toEqual({ kind: "none-open" })
    expect(await ledger.openPermits("root", later(9))).toHaveLength(1)
    expect(await ledger.openPermits("root", later(10))).toEqual([])
  })

  test("wrong codes count for all that are open, and after five nothing is", async () => {
    await ledger.offerPermit(offer())
    await ledger.offerPermit(offer({ action: "second", code: "second", call: "call-2" }))
    await ledger.offerPermit(offer({ rootSession: "other" }))
    for (const left of [4, 3, 2, 1, 0])
      expect(await ledger.grantPermit(said("guess"))).toEqual({ kind: "wrong", left })
    for (const code of ["code-hash", "second", "guess"])
      expect(await ledger.grantPermit(said(code))).toEqual({ kind: "none-open" })
    expect(await ledger.takePermit(asked())).toBe(false)
    expect(await ledger.grantPermit(said("code-hash", { rootSession: "other" }))).toMatchObject({
      kind: "granted",
    })
  })

  test("what was offered later shares the count of what is open, and what is granted already stays", async () => {
    await ledger.offerPermit(offer())
    await ledger.grantPermit(said())
    await ledger.offerPermit(offer({ action: "second", code: "second" }))
    for (const _ of [1, 2, 3]) await ledger.grantPermit(said("guess"))
    await ledger.offerPermit(offer({ action: "third", code: "third" }))
    expect(await ledger.grantPermit(said("guess"))).toEqual({ kind: "wrong", left: 1 })
    expect(await ledger.grantPermit(said("guess"))).toEqual({ kind: "wrong", left: 0 })
    expect(await ledger.grantPermit(said("third"))).toEqual({ kind: "none-open" })
    expect(await ledger.takePermit(asked())).toBe(true)
  })

  test("said twice, a code grants once", async () => {
    await ledger.offerPermit(offer())
    await ledger.grantPermit(said())
    const again = await ledger.grantPermit(said("code-hash", { at: later(3), until: later(8) }))
    expect(again).toMatchObject({ kind: "granted", permit: { until: later(6) } })
    expect([await ledger.takePermit(asked()), await ledger.takePermit(asked())]).toEqual([true, false])
  })

  test("an action has one code at a time, and a session not any number of them", async () => {
    expect(await ledger.offerPermit(offer())).toBe(true)
    expect(await ledger.offerPermit(offer({ code: "again" }))).toBe(false)
    expect(await ledger.offerPermit(offer({ code: "again", at: later(10), until: later(20) }))).toBe(true)
    for (let index = 0; index < 30; index++)
      await ledger.offerPermit(
        offer({ at: new Date(noon.getTime() + index), action: `${index}`, code: `${index}` }),
      )
    expect(await ledger.openPermits("root", later(1))).toHaveLength(20)
    expect(await ledger.grantPermit(said("0"))).toMatchObject({ kind: "wrong" })
    expect(await ledger.grantPermit(said("29"))).toMatchObject({ kind: "granted" })
    expect(await ledger.offerPermit(offer({ rootSession: "other" }))).toBe(true)
  })

  test("an open one gets another code, and the first is none then; a granted one does not", async () => {
    await ledger.offerPermit(offer())
    const [{ id } = { id: "" }] = await ledger.openPermits("root", noon)
    await ledger.recodePermit(id, "new")
    expect(await ledger.grantPermit(said())).toEqual({ kind: "wrong", left: 4 })
    expect(await ledger.grantPermit(said("new"))).toMatchObject({ kind: "granted" })
    await ledger.recodePermit(id, "newer")
    expect(await ledger.grantPermit(said("newer"))).toEqual({ kind: "none-open" })
  })

  test("its subject stands there without its secrets", async () => {
    await ledger.offerPermit(
      offer({ subject: `git push https://x:ghp_${"a1".repeat(20)}@github.com/o/r -f` }),
    )
    const [permit] = await ledger.openPermits("root", noon)
    expect(permit?.subject).toStartWith("git push")
    expect(permit?.subject).not.toContain("ghp_")
  })

  test("a verdict learns what became of its call, once; the newest of an id is meant", async () => {
    const allowed = { verdict: "allow", rule: null, reason: null, subject: null, call: "a" } as const
    await ledger.record(verdict(allowed))
    await ledger.noteOutcomes([{ session: "session", call: "a", outcome: "ran", exitCode: 3 }])
    await ledger.record(verdict(allowed))
    await ledger.record(verdict({ call: "b", outcome: "blocked", evidence: "~" }))
    await ledger.noteOutcomes([
      { session: "session", call: "a", outcome: "failed" },
      { session: "session", call: "a", outcome: "ran" },
      { session: "session", call: "b", outcome: "failed" },
      { session: "session", call: "c", outcome: "ran" },
      { session: "other", call: "a", outcome: "ran" },
    ])
    const rows = await ledger.verdicts({})
    expect(rows.map(({ outcome, exitCode }) => [outcome, exitCode])).toEqual([
      ["ran", 3],
      ["failed", undefined],
      ["blocked", undefined],
    ])
    expect(rows[2]?.evidence).toBe("~")
  })

  test("blocks come newest first with what came next in their session; a lifted one says so", async () => {
    await ledger.record(verdict({ verdict: "ask", call: "call-1", outcome: "blocked" }))
    await ledger.offerPermit(offer())
    await ledger.grantPermit(said())
    await ledger.takePermit(asked())
    await ledger.record(verdict({ session: "another", call: "x", outcome: "blocked" }))
    await ledger.record(verdict({ verdict: "allow", lifted: true, call: "call-2" }))
    await ledger.noteOutcomes([{ session: "session", call: "call-2", outcome: "ran", exitCode: 0 }])
    await ledger.record(
      verdict({ verdict: "allow", rule: null, reason: null, subject: null, call: "call-3" }),
    )
    const found = await ledger.blockRows(null)
    expect(found).toMatchObject([
      { lifted: true, outcome: "ran", exitCode: 0, next: { verdict: "allow" } },
      { session: "another", outcome: "blocked" },
      { outcome: "lifted", next: { verdict: "allow", outcome: "ran", exitCode: 0 } },
    ])
    expect(found[1]?.next).toBeUndefined()
    expect(await ledger.blocks(null)).toEqual([{ rule: "core.recursive-delete", count: 2 }])
    expect(await ledger.blockRows(later(1))).toEqual([])
  })
})
