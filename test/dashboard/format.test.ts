// Numbers, money and times as the page says them.
import { expect, test } from "bun:test"
import { clockOrDay, counted, duration, fromNow, percent, short, usd } from "../../dashboard/page/format.ts"

test.each([
  [0, "$0"],
  [1e-9, "under $0.000001"],
  [0.000_012, "$0.000012"],
  [0.002_34, "$0.0023"],
  [0.005, "$0.005"],
  [0.1, "$0.10"],
  [12.3, "$12.30"],
  [1_240.4, "$1,240"],
  [-0.7, "−$0.70"],
])("%d USD is %s", (amount, text) => expect(usd(amount)).toBe(text))

test.each([
  [null, "–"],
  [0, "0 ms"],
  [512.4, "512 ms"],
  [1_940, "1.9 s"],
  [42_000, "42 s"],
  [119_900, "2 min 0 s"],
  [1_000_000, "16 min 40 s"],
])("%p milliseconds are %s", (ms, text) => expect(duration(ms)).toBe(text))

test("counts and shares", () => {
  expect([short(9_999), short(20_100_000), counted(1, "call"), counted(2, "call")]).toEqual([
    "9,999",
    "20.1M",
    "1 call",
    "2 calls",
  ])
  expect([percent(0.6234), percent(0.0091, 1), percent(1), percent(null)]).toEqual([
    "62 %",
    "0.9 %",
    "100 %",
    "–",
  ])
})

test("times are told from now", () => {
  const now = Date.parse("2026-11-28T12:00:00Z")
  const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString()
  expect(
    [at(-3), at(-42), at(-300), at(-7_300), at(-90_000), at(3 * 3_600)].map((time) => fromNow(time, now)),
  ).toEqual(["now", "42 sec. ago", "5 min. ago", "2 hr. ago", "yesterday", "in 3 hr."])
})

test("the clock is enough for today; of another day its date is said", () => {
  const now = new Date(2026, 10, 28, 12, 0, 0).getTime()
  expect(clockOrDay(new Date(2026, 10, 28, 9, 5, 7).toISOString(), now)).toBe("09:05:07")
  expect(clockOrDay(new Date(2026, 10, 27, 14, 2, 7).toISOString(), now)).toBe("27 Nov 14:02")
})
