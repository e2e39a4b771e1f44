// The date runs faster, and is a date in all else.
import { afterEach, expect, test } from "bun:test"
import { fastClock, realNow, wearClock } from "./fast-clock.ts"

const from = Date.UTC(2026, 10, 28, 12)
let undress = () => {}
afterEach(() => undress())

test("a second is an hour, for whoever reads the date", () => {
  undress = wearClock(fastClock({ factor: 3_600, from, startedAt: realNow() - 1_000 }))
  const later = from + 3_600_000
  expect(Date.now()).toBeGreaterThanOrEqual(later)
  const date = new Date()
  expect(date.getTime()).toBeGreaterThanOrEqual(later)
  expect(date).toBeInstanceOf(Date)
})

test("a date that was given is that date, and the real clock comes back", () => {
  const before = new Date(0)
  undress = wearClock(fastClock({ factor: 3_600, from, startedAt: realNow() }))
  expect(new Date("2026-01-02T03:04:05Z").toISOString()).toBe("2026-01-02T03:04:05.000Z")
  expect(Date.UTC(1970, 0, 1)).toBe(0)
  expect(before).toBeInstanceOf(Date)
  undress()
  expect(Math.abs(Date.now() - realNow())).toBeLessThan(60_000)
})
