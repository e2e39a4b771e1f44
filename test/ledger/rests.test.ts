// Who rests is kept for all sessions: the newest word on each, until somebody says that it is well again.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { type Ledger, openLedger, type Rest } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { noon } from "./sample-calls.ts"

function restOf(key: string, given: Partial<Rest> = {}): Rest {
  const until = new Date(noon.getTime() + 30_000)
  return { key, failures: 3, until, reason: "overloaded", detail: "too busy", at: noon, ...given }
}

eachStore("rests", ({ newAddress }) => {
  let address = ""
  let ledger: Ledger

  beforeEach(async () => {
    address = await newAddress()
    ledger = await openLedger(address)
  })
  afterEach(() => ledger.close())

  test("are there for another session, and after a restart", async () => {
    await ledger.noteRest(restOf("model:a"))
    const other = await openLedger(address)
    expect(await other.rests()).toEqual([restOf("model:a")])
    await other.close()
  })

  test("the newest word on each counts", async () => {
    await ledger.noteRest(restOf("model:a"))
    await ledger.noteRest(restOf("provider:B"))
    const later = restOf("model:a", { failures: 4, reason: "timeout", at: new Date(noon.getTime() + 5_000) })
    await ledger.noteRest(later)
    expect(await ledger.rests()).toEqual([later, restOf("provider:B")])
  })

  test("end for those that are well again", async () => {
    for (const key of ["model:a", "model:b", "provider:C"]) await ledger.noteRest(restOf(key))
    await ledger.endRests(["model:a", "provider:C", "model:never"])
    await ledger.endRests([])
    expect((await ledger.rests()).map(({ key }) => key)).toEqual(["model:b"])
  })

  test("that were over a day ago are forgotten", async () => {
    await ledger.noteRest(restOf("model:old"))
    const tomorrow = new Date(noon.getTime() + 25 * 3_600_000)
    await ledger.noteRest(restOf("model:new", { at: tomorrow, until: tomorrow }))
    expect((await ledger.rests()).map(({ key }) => key)).toEqual(["model:new"])
  })

  test("hold no secrets", async () => {
    await ledger.noteRest(restOf("model:a", { detail: "key sk-or-v1-00112233445566778899aabb is bad" }))
    expect((await ledger.rests())[0]?.detail).toBe("key [redacted] is bad")
  })
})

describe("money", () => {
  test("is not touched by them: the seals are whole", async () => {
    const ledger = await openLedger("sqlite::memory:")
    await ledger.noteRest(restOf("model:a"))
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
  })
})
