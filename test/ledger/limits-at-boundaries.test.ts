// Limits at the edges of days, weeks and months: whatever order the calls' times come in, no window goes beyond its
// limit. A clock that steps back is such an order.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { type Limit, openLedger } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { plainSpent } from "./plain-sums.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const HANG_MS = 120_000
const RUNS = { sqlite: 60, postgres: 3 }

const edges = [
  "2028-02-29T00:00:00Z", // leap day
  "2028-03-01T00:00:00Z", // its end
  "2026-03-01T00:00:00Z", // no leap day
  "2026-11-23T00:00:00Z", // Monday
  "2026-12-01T00:00:00Z", // month
  "2027-01-01T00:00:00Z", // year, in the middle of a week
  "2026-03-29T01:00:00Z", // clocks of Europe go forward
].map((time) => Date.parse(time))

/** Around an edge, as close as a millisecond, in an order of its own. */
const times = fc
  .record({
    edge: fc.constantFrom(...edges),
    offset: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -9 * 86_400_000, max: 9 * 86_400_000 })),
  })
  .map(({ edge, offset }) => new Date(edge + offset))

const limitsOf = fc.record({
  daily: fc.bigInt(0n, 500n),
  weekly: fc.bigInt(0n, 900n),
  monthly: fc.bigInt(0n, 1_500n),
})
const calls = fc.array(
  fc.record({
    startedAt: times,
    nano: fc.bigInt(1n, 200n),
    share: fc.integer({ min: 0, max: 100 }),
    settles: fc.boolean(),
  }),
  { minLength: 5, maxLength: 60 },
)

eachStore("limits at boundaries", ({ name, newAddress }) => {
  test(
    "no window goes beyond its limit, and none is refused what fits",
    async () => {
      const property = fc.asyncProperty(calls, limitsOf, async (history, amounts) => {
        const ledger = await openLedger(name === "sqlite" ? "sqlite::memory:" : await newAddress())
        const limits = Object.entries(amounts).map(([scope, limitNano]) => ({ scope, limitNano }) as Limit)
        for (const { startedAt, nano, share, settles } of history) {
          const rows = await ledger.calls({})
          const fits = limits.every(
            ({ scope, limitNano }) =>
              plainSpent(rows, { scope, at: startedAt }).countedNano + nano <= limitNano,
          )
          const start = callStart({ startedAt })
          const outcome = await ledger.hold(start, fixedBound(nano), limits)
          expect({ at: startedAt, kind: outcome.kind }).toEqual({
            at: startedAt,
            kind: fits ? "held" : "over-budget",
          })
          if (fits && settles) await ledger.settle(start.id, settlement((nano * BigInt(share)) / 100n))
        }
        const rows = await ledger.calls({})
        for (const { startedAt } of history) {
          for (const { scope, limitNano } of limits) {
            const { countedNano } = await ledger.spent({ scope, at: startedAt })
            expect(countedNano).toBe(plainSpent(rows, { scope, at: startedAt }).countedNano)
            expect(countedNano).toBeLessThanOrEqual(limitNano)
          }
        }
        await ledger.close()
      })
      await fc.assert(property, { numRuns: RUNS[name] })
    },
    HANG_MS,
  )
})
