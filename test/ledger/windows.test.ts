// The windows of budgets: UTC, weeks from Monday, whatever the calendar does.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { windowOf } from "../../ledger/index.ts"
import type { WindowScope } from "../../ledger/windows.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const times = fc.date({ min: new Date("1999-12-31"), max: new Date("2101-01-02"), noInvalidDate: true })
const scopes = fc.constantFrom<WindowScope>("daily", "weekly", "monthly")

test.each<[WindowScope, string, string, string]>([
  ["daily", "2028-02-29T23:59:59.999Z", "2028-02-29", "2028-03-01"],
  ["daily", "2026-12-31T12:00:00Z", "2026-12-31", "2027-01-01"],
  ["weekly", "2026-11-22T23:59:59.999Z", "2026-11-16", "2026-11-23"],
  ["weekly", "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-30"],
  ["weekly", "2028-03-01T08:00:00Z", "2028-02-28", "2028-03-06"],
  ["weekly", "2027-01-01T00:00:00Z", "2026-12-28", "2027-01-04"],
  ["monthly", "2028-02-29T00:00:00Z", "2028-02-01", "2028-03-01"],
  ["monthly", "2026-12-31T23:59:59Z", "2026-12-01", "2027-01-01"],
  ["monthly", "2026-01-31T23:59:59Z", "2026-01-01", "2026-02-01"],
])("the %s window of %s is %s to %s", (scope, at, start, end) => {
  expect(windowOf(scope, new Date(at))).toEqual({ start: new Date(start), end: new Date(end) })
})

test("a window holds its time, and starts at a midnight in UTC", () => {
  fc.assert(
    fc.property(scopes, times, (scope, at) => {
      const { start, end } = windowOf(scope, at)
      expect(start <= at && at < end).toBe(true)
      expect(start.getTime() % DAY_MS).toBe(0)
    }),
  )
})

test("windows follow each other without gap or overlap", () => {
  fc.assert(
    fc.property(scopes, times, (scope, at) => {
      const { start, end } = windowOf(scope, at)
      expect(windowOf(scope, end).start).toEqual(end)
      expect(windowOf(scope, new Date(start.getTime() - 1)).end).toEqual(start)
    }),
  )
})

test("weeks start on Mondays and last seven days; months start on the first", () => {
  fc.assert(
    fc.property(times, (at) => {
      const week = windowOf("weekly", at)
      expect(week.start.getUTCDay()).toBe(1)
      expect(week.end.getTime() - week.start.getTime()).toBe(7 * DAY_MS)
      expect(windowOf("monthly", at).start.getUTCDate()).toBe(1)
    }),
  )
})
