// Whole answers in the ledger: given again until their end, within a bound of bytes, to every process that shares it.
import { afterEach, beforeEach, expect, test } from "bun:test"
import fc from "fast-check"
import { type KeptResponse, type Ledger, openLedger } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { noon } from "./sample-calls.ts"

const MANY = 1_000_000
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1_000)

function response(key: string, given: Partial<KeptResponse> = {}): KeptResponse {
  return { key, at: noon, until: later(60), body: `{"text":"${key}"}`, ...given }
}

eachStore("responses", ({ newAddress }) => {
  let address = ""
  let ledger: Ledger

  beforeEach(async () => {
    address = await newAddress()
    ledger = await openLedger(address)
  })
  afterEach(() => ledger.close())

  /** Which of these are there. */
  async function kept(keys: string[], at = later(1)): Promise<string[]> {
    const found = await Promise.all(keys.map((key) => ledger.response(key, at)))
    return found.flatMap((one) => (one ? [one.key] : []))
  }

  test("are there for another session, and after a restart", async () => {
    await ledger.keepResponse(response("a"), MANY)
    const other = await openLedger(address)
    expect(await other.response("a", later(1))).toEqual(response("a"))
    expect(await other.response("b", later(1))).toBeUndefined()
    await other.close()
  })

  test("are over at their end, and gone once house is kept", async () => {
    await ledger.keepResponse(response("a"), MANY)
    await ledger.keepResponse(response("b", { until: later(120) }), MANY)
    expect(await kept(["a", "b"], later(59))).toEqual(["a", "b"])
    expect(await kept(["a", "b"], later(60))).toEqual(["b"])
    await ledger.endResponses(later(60))
    expect(await kept(["a", "b"])).toEqual(["b"])
  })

  test("the newest one counts", async () => {
    await ledger.keepResponse(response("a"), MANY)
    await ledger.keepResponse(response("a", { body: "{}" }), MANY)
    expect((await ledger.response("a", later(1)))?.body).toBe("{}")
  })

  test("what was used longest ago makes room", async () => {
    const body = "x".repeat(100)
    for (const [index, key] of ["a", "b", "c"].entries())
      await ledger.keepResponse(response(key, { body, at: later(index) }), 300)
    await ledger.response("a", later(5))
    await ledger.keepResponse(response("d", { body, at: later(6) }), 300)
    expect(await kept(["a", "b", "c", "d"], later(7))).toEqual(["a", "c", "d"])
  })

  test("one that is larger than all the room is not kept, and drives out no other", async () => {
    await ledger.keepResponse(response("a", { body: "x".repeat(100) }), 300)
    await ledger.keepResponse(response("b", { body: "x".repeat(301) }), 300)
    expect(await kept(["a", "b"])).toEqual(["a"])
  })

  test("can be forgotten", async () => {
    for (const key of ["a", "b", "c"]) await ledger.keepResponse(response(key), MANY)
    await ledger.forgetResponses(["a", "c", "never"])
    await ledger.forgetResponses([])
    expect(await kept(["a", "b", "c"])).toEqual(["b"])
  })

  test("are no money: the seals are whole", async () => {
    await ledger.keepResponse(response("a"), MANY)
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
  })
})

test("whatever is kept in whatever order, the bytes stay within their bound", async () => {
  const kept = fc.record({ key: fc.constantFrom(..."abcdefgh"), bytes: fc.integer({ min: 0, max: 120 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(kept, { maxLength: 30 }), async (all) => {
      const ledger = await openLedger("sqlite::memory:")
      for (const [index, { key, bytes }] of all.entries()) {
        await ledger.keepResponse(response(key, { body: "x".repeat(bytes), at: later(index) }), 200)
        const there = await Promise.all(
          [..."abcdefgh"].map((one) => ledger.response(one, later(index + 0.5))),
        )
        expect(there.reduce((sum, one) => sum + (one?.body.length ?? 0), 0)).toBeLessThanOrEqual(200)
        if (bytes <= 200) expect(there.some((one) => one?.key === key)).toBe(true)
      }
      await ledger.close()
    }),
    { numRuns: 30 },
  )
})
