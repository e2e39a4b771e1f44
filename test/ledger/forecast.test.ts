// Forecasts: run rate, the end of the window, and when a limit is met; exact at the boundaries, never a wild guess.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import {
  forecastDocument,
  forecastOf,
  type HourTotals,
  type Part,
  type Standing,
  windowOf,
} from "../../ledger/index.ts"
import { hourTotals } from "./sample-totals.ts"

const USD = 1_000_000_000n
const HOUR_MS = 3_600_000

function standing(countedNano: bigint, given: Partial<Standing> = {}): Standing {
  return { scope: "daily", limitNano: 5n * USD, countedNano, pendingNano: 0n, ...given }
}

/** Seven days before a moment, the same in each hour. */
function steadyWeek(now: Date, perHourNano: bigint, given: Partial<HourTotals> = {}): HourTotals[] {
  const last = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return Array.from({ length: 168 }, (_, ago) =>
    hourTotals(new Date(last - ago * HOUR_MS), perHourNano, given),
  )
}

describe("without history", () => {
  const noon = new Date("2026-11-19T12:00:00Z")

  test("the window's own rate goes on", () => {
    expect(forecastOf(standing(2n * USD), [], noon)).toMatchObject({
      perHourNano: USD / 6n,
      expectedNano: 4n * USD,
      limitMetAt: null,
    })
  })

  test("a limit is met when that rate says so", () => {
    const forecast = forecastOf(standing(4n * USD), [], noon)
    expect(forecast?.expectedNano).toBe(8n * USD)
    expect(forecast?.limitMetAt).toEqual(new Date("2026-11-19T15:00:00Z"))
  })

  test("what just fills the window is not met in it", () => {
    expect(forecastOf(standing((5n * USD) / 2n), [], noon)).toMatchObject({
      expectedNano: 5n * USD,
      limitMetAt: null,
    })
  })

  test("the first hour counts as a whole one", () => {
    const forecast = forecastOf(standing(USD / 10n), [], new Date("2026-11-19T00:01:00Z"))
    expect(forecast?.perHourNano).toBe(USD / 10n)
  })

  test("holds are not spend, but what is full is met now", () => {
    const held = standing(5n * USD, { pendingNano: 4n * USD })
    expect(forecastOf(held, [], noon)).toMatchObject({
      spentNano: USD,
      expectedNano: 2n * USD,
      limitMetAt: noon,
    })
  })

  test("nothing spent is no forecast", () => {
    expect(forecastOf(standing(0n), [], noon)).toBeNull()
    expect(forecastOf(standing(USD, { pendingNano: USD }), [], noon)).toBeNull()
    expect(forecastOf(standing(0n), steadyWeek(noon, 0n), noon)).toBeNull()
  })

  test.each(["call", "session"] as const)("a limit of a %s has no end to look to", (scope) => {
    expect(forecastOf(standing(USD, { scope }), [], noon)).toBeNull()
  })
})

describe("with a trailing week", () => {
  const perHour = USD / 10n

  test("it leads at the start of a window", () => {
    const midnight = new Date("2026-11-19T00:00:00Z")
    const forecast = forecastOf(standing(0n), steadyWeek(midnight, perHour), midnight)
    expect(Number(forecast?.expectedNano) / 1e9).toBeCloseTo(2.4, 1)
  })

  test("it fades towards the end", () => {
    const [early, late] = [new Date("2026-11-19T01:00:00Z"), new Date("2026-11-19T23:00:00Z")]
    const rateAt = (now: Date) =>
      Number(forecastOf(standing(0n), steadyWeek(now, perHour), now)?.perHourNano) / 1e9
    expect(rateAt(early)).toBeGreaterThan(0.08)
    expect(rateAt(late)).toBeLessThan(0.03)
  })

  test.each<[Part, boolean]>([
    [{ agent: "explore" }, true],
    [{ tier: "premium", project: "/shop" }, true],
    [{ model: "openai/gpt-6-luna" }, true],
    [{ agent: "build" }, false],
    [{ tier: "premium", project: "/other" }, false],
  ])("a limit of %j sees only its own spend", (part, sees) => {
    const now = new Date("2026-11-19T12:00:00Z")
    const rows = steadyWeek(now, perHour, {
      agent: "explore",
      tier: "premium",
      project: "/shop",
      model: "openai/gpt-6-luna",
    })
    expect(forecastOf(standing(0n, { part }), rows, now) !== null).toBe(sees)
  })

  test("what is older than a week, or of a later hour, is left out", () => {
    const now = new Date("2026-11-19T12:00:00Z")
    const rows = [hourTotals("2026-11-12T11:00:00Z", USD), hourTotals("2026-11-19T13:00:00Z", USD)]
    expect(forecastOf(standing(0n), rows, now)).toBeNull()
    expect(forecastOf(standing(0n), [hourTotals("2026-11-12T12:00:00Z", USD)], now)).not.toBeNull()
  })

  test("who began yesterday has no week of zeros behind", () => {
    const now = new Date("2026-11-19T00:00:00Z")
    const forecast = forecastOf(standing(0n), [hourTotals("2026-11-18T00:00:00Z", USD)], now)
    expect(forecast?.expectedNano).toBe(USD)
  })
})

describe("whatever is spent and whenever", () => {
  const scopes = fc.constantFrom("daily" as const, "weekly" as const, "monthly" as const)
  const nano = fc.bigInt({ min: 0n, max: 10n ** 15n })
  const times = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  const history = fc.array(fc.record({ hoursAgo: fc.integer({ min: 0, max: 200 }), nano }), { maxLength: 20 })
  const cases = fc.record({ scope: scopes, spent: nano, pending: nano, limit: nano, now: times, history })
  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

  function forecastIn({ scope, spent, pending, limit, now, history: rows }: Case) {
    const totals = rows.map((row) => hourTotals(new Date(now.getTime() - row.hoursAgo * HOUR_MS), row.nano))
    const given = { scope, limitNano: limit, pendingNano: pending }
    return forecastOf(standing(spent + pending, given), totals, now)
  }

  test("it is whole numbers that go into JSON", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const forecast = forecastIn(given)
        if (forecast === null) return given.spent === 0n
        const document = forecastDocument(forecast)
        expect(JSON.parse(JSON.stringify(document))).toEqual(document)
        expect(Number.isFinite(document.perHourUsd) && Number.isFinite(document.expectedUsd)).toBe(true)
        return BigInt(document.expectedNano) === forecast.expectedNano
      }),
    )
  })

  test("no less is expected than is spent, and a limit is met within the window or not at all", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const forecast = forecastIn(given)
        if (forecast === null) return
        const { start, end } = windowOf(given.scope, given.now)
        expect(forecast.window).toEqual({ start, end })
        expect(forecast.expectedNano >= given.spent).toBe(true)
        if (forecast.limitMetAt === null) {
          expect(forecast.expectedNano <= given.limit).toBe(true)
        } else {
          expect(forecast.limitMetAt >= given.now && forecast.limitMetAt < end).toBe(true)
          expect(forecast.expectedNano + given.pending >= given.limit).toBe(true)
        }
      }),
    )
  })

  test("more spend never lowers what is expected, nor meets the limit later", () => {
    fc.assert(
      fc.property(cases, nano, (given, more) => {
        const [less, dearer] = [forecastIn(given), forecastIn({ ...given, spent: given.spent + more })]
        if (less === null || dearer === null) return
        expect(dearer.expectedNano >= less.expectedNano).toBe(true)
        expect(dearer.perHourNano >= less.perHourNano).toBe(true)
        expect(metAt(dearer)).toBeLessThanOrEqual(metAt(less))
      }),
    )
  })

  test("a higher limit is never met earlier", () => {
    fc.assert(
      fc.property(cases, nano, (given, more) => {
        const [lower, higher] = [forecastIn(given), forecastIn({ ...given, limit: given.limit + more })]
        if (lower === null || higher === null) return
        expect(metAt(higher)).toBeGreaterThanOrEqual(metAt(lower))
        expect(higher.expectedNano).toBe(lower.expectedNano)
      }),
    )
  })

  function metAt({ limitMetAt }: { limitMetAt: Date | null }): number {
    return limitMetAt?.getTime() ?? Number.POSITIVE_INFINITY
  }
})
