// Toasts of the TUI: each alert once, and none that somebody else in this OpenCode said.
import { describe, expect, test } from "bun:test"
import type { AlertRow } from "../../../ledger/index.ts"
import { createDueToasts } from "../../../plugin/tui/due-toasts.ts"
import { noon } from "../../ledger/sample-calls.ts"
import { rest } from "./sample-glance.ts"

const TEXT = "Ralex: 80 % of the daily budget is spent: USD 4.00 of USD 5.00."
const alert = (given: Partial<AlertRow> = {}): AlertRow => ({
  key: "limit:daily:80:2026-11-19",
  at: noon,
  level: "warning",
  text: TEXT,
  ...given,
})
const none = { alerts: [], rests: [] }

describe("alerts", () => {
  test("of another process are said once, after those that are said here had their time", () => {
    const toasts = createDueToasts()
    const seen = { ...none, alerts: [alert(), alert({ key: "limit:daily:50:2026-11-19" })] }
    expect(toasts.from(seen, 0)).toEqual([])
    expect(toasts.from(seen, 1_000)).toEqual([])
    expect(toasts.from(seen, 2_000)).toEqual([{ message: TEXT, level: "warning" }])
    expect(toasts.from(seen, 9_000)).toEqual([])
  })

  test("in the same words are said again once the first is too old to be seen", () => {
    const toasts = createDueToasts()
    const seen = { ...none, alerts: [alert()] }
    toasts.from(seen, 0)
    expect(toasts.from(seen, 2_000)).toHaveLength(1)
    expect(toasts.from(none, 9_000)).toEqual([])
    toasts.from(seen, 10_000)
    expect(toasts.from(seen, 12_000)).toHaveLength(1)
  })

  test("that the plugin says here are not said again", () => {
    const toasts = createDueToasts()
    toasts.from({ ...none, alerts: [alert()] }, 0)
    toasts.hear(TEXT)
    expect(toasts.from({ ...none, alerts: [alert()] }, 5_000)).toEqual([])
  })

  test("that a refused call says in other words are not said again", () => {
    const toasts = createDueToasts()
    const reached = alert({
      text: "Ralex: the daily budget is reached: USD 5.00 of USD 5.00 is spent or held.",
    })
    const other = alert({
      text: "Ralex: the weekly budget is reached: USD 9.00 of USD 9.00 is spent or held.",
    })
    const seen = { ...none, alerts: [reached, other] }
    toasts.from(seen, 0)
    toasts.hear(JSON.stringify({ data: { message: "Ralex: the daily budget is reached: USD 5.00 of …" } }))
    expect(toasts.from(seen, 5_000)).toEqual([{ message: other.text, level: "warning" }])
  })

  test.each(["limit:session:80:ses_1", "limit:turn:80:msg_1", "forecast:run:x"])(
    "of %s are said where it goes on",
    (key) => {
      const toasts = createDueToasts()
      const seen = { ...none, alerts: [alert({ key })] }
      toasts.from(seen, 0)
      expect(toasts.from(seen, 5_000)).toEqual([])
    },
  )

  test("without a sentence are none", () => {
    const toasts = createDueToasts()
    const seen = { ...none, alerts: [alert({ text: "" })] }
    toasts.from(seen, 0)
    expect(toasts.from(seen, 5_000)).toEqual([])
  })
})

describe("degradation", () => {
  const luna = rest("model:openai/gpt-6-luna", "2026-11-19T12:03:00Z")

  test("a model that begins to rest is said once, and again when it rests again", () => {
    const toasts = createDueToasts()
    expect(toasts.from(none, 0)).toEqual([])
    const [said] = toasts.from({ ...none, rests: [luna] }, 1)
    expect(said?.message).toBe(
      "gpt-6-luna is left alone until 12:03 UTC (overloaded); others answer meanwhile.",
    )
    expect(toasts.from({ ...none, rests: [luna] }, 2)).toEqual([])
    toasts.from(none, 3)
    expect(toasts.from({ ...none, rests: [luna] }, 4)).toHaveLength(1)
  })

  test("one that rests already when the TUI starts is no news", () => {
    expect(createDueToasts().from({ ...none, rests: [luna] }, 0)).toEqual([])
  })
})
