// What the sidebar says of a glance at the ledger.
import { describe, expect, test } from "bun:test"
import { type Glance, usdToNano } from "../../../ledger/index.ts"
import { type Sight, sidebarView } from "../../../plugin/tui/sidebar-view.ts"
import { plainText, type StyledLine } from "../../../plugin/tui/styled-line.ts"
import { verdict } from "../../ledger/sample-calls.ts"
import { call, glance, rest, spend, standing } from "./sample-glance.ts"

const viewOf = (given: Partial<Glance>) => sidebarView({ kind: "seen", glance: glance(given) }, "/home/me")
const textOf = (given: Partial<Glance>) => viewOf(given).map(plainText)
const tones = (lines: StyledLine[], text: RegExp) =>
  lines.flat().flatMap((span) => (text.test(span.text) ? [span.tone] : []))

describe("spend", () => {
  test("session and today are bars against their limits, with amounts and whole percents", () => {
    const standings = [standing("session", 0.5, 2), standing("daily", 4.999, 5)]
    expect(textOf({ standings })).toEqual([
      "Ralex",
      "Session $0.50 of $2.00",
      "█████░░░░░░░░░░░░░░░ 25 %",
      "Today $4.999 of $5.00",
      "███████████████████░ 99 %",
    ])
  })

  test("without limits they are amounts", () => {
    expect(textOf({ session: spend(0.01), today: spend(1.5) })).toEqual([
      "Ralex",
      "Session $0.01 (no limit)",
      "Today $1.50 (no limit)",
    ])
  })

  test.each([
    [1.59, "ok"],
    [1.6, "warn"],
    [1.99, "warn"],
    [2, "over"],
    [7, "over"],
  ])("%p of 2 is shown as %s", (spent, tone) => {
    const bar = viewOf({ standings: [standing("session", spent, 2)] })
    expect(tones(bar, /█/)).toEqual([tone] as never)
  })

  test("the bar never grows beyond its cells, and shows the least that is spent", () => {
    const cells = (spent: number) => {
      const [bar = ""] = textOf({ standings: [standing("session", spent, 2)] }).filter((line) =>
        /[█░]/.test(line),
      )
      return [...bar].filter((cell) => cell === "█").length
    }
    expect([0, 0.000001, 1, 2, 200].map(cells)).toEqual([0, 1, 10, 20, 20])
  })

  test("of other limits the two nearest to their end are shown, the limit of a single call never", () => {
    const standings = [
      standing("call", 0, 1),
      standing("weekly", 1, 10),
      standing("monthly", 9, 10),
      standing("daily", 5, 10, { part: { agent: "explore" } }),
    ]
    const names = textOf({ standings }).filter((line) => / of \$/.test(line))
    expect(names).toEqual(["Month $9.00 of $10.00", "Today, explore $5.00 of $10.00"])
  })

  test("held money and savings are lines of their own, a loss in another tone", () => {
    const saved = { savedNano: usdToNano(0.75), baselineNano: usdToNano(1) }
    const lines = textOf({
      today: spend(0.5, { ...saved, pendingNano: usdToNano(0.25) }),
      session: spend(0.1, { savedNano: usdToNano(0.2), baselineNano: usdToNano(0.3) }),
    })
    expect(lines).toContain("Held $0.25 of it")
    expect(lines).toContain("Saved $0.75 (75 %) today")
    expect(lines).toContain("  $0.20 in this session")
    const loss = viewOf({ today: spend(2, { savedNano: usdToNano(-1), baselineNano: usdToNano(1) }) })
    expect(tones(loss, /-\$1\.00/)).toEqual(["warn"])
  })
})

describe("the last decision", () => {
  test("tier, model and why, in words", () => {
    expect(textOf({ call: call(), decided: call() }).slice(3)).toEqual([
      "cheap → gemini-3.8-flash",
      "by what was asked",
      "  is short",
    ])
  })

  test("of a turn that goes on, why it began so", () => {
    const held = call({ cause: "held", signals: [] })
    expect(textOf({ call: held, decided: call({ cause: "raised" }) })).toContain(
      "raised, as the attempt failed",
    )
  })

  test("a cheaper tier for want of money, another try and a failure stand out", () => {
    const ceiling = call({ cause: "ceiling" })
    expect(tones(viewOf({ call: ceiling, decided: ceiling }), /most of a limit/)).toEqual(["warn"])
    expect(tones(viewOf({ call: call({ attempts: 2 }) }), /Answered at try 2/)).toEqual(["warn"])
    expect(textOf({ call: call({ outcome: "overloaded" }) })).toContain("The call failed: overloaded")
    expect(textOf({ call: call({ outcome: "aborted" }) }).join()).not.toContain("failed")
  })

  test("no line is wider than the sidebar, and none holds a control character", () => {
    const long = "x".repeat(300)
    const lines = textOf({
      call: call({ model: `a/${long}`, signals: [long], cause: "\u001b[31mred\n\u202e" }),
      block: verdict({ rule: long, reason: `${long}\u0007` }),
      rests: [rest(`model:a/${long}`, "2026-11-19T12:30:00Z")],
    })
    expect(lines.filter((line) => [...line].length > 37)).toEqual([])
    expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe("trouble", () => {
  test("who is left alone, the longest first, and until when", () => {
    const rests = [
      rest("model:openai/gpt-6-luna", "2026-11-19T12:03:00Z"),
      rest("provider:Google", "2026-11-19T13:30:00Z"),
    ]
    expect(textOf({ rests }).slice(3)).toEqual([
      "Rests Google until 13:30 UTC",
      "Rests gpt-6-luna until 12:03 UTC",
    ])
  })

  test("the last block: the rule and its reason", () => {
    expect(textOf({ block: verdict() }).slice(3)).toEqual([
      "Blocked core.recursive-delete",
      "  it deletes the home directory",
    ])
  })

  test("a long reason goes on for three lines at most, with ~ for the home folder", () => {
    const reason = `/home/me/notes is outside the project; ${"only files of it may go. ".repeat(9)}`
    const lines = textOf({ block: verdict({ reason }) }).slice(4)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe("  ~/notes is outside the project;")
    expect(lines.at(-1)).toEndWith("…")
  })

  test.each<[Sight, string]>([
    [{ kind: "no-ledger" }, "Nothing is on record yet."],
    [{ kind: "failed", reason: "The ledger is damaged." }, "The ledger is damaged."],
  ])("%p is one line", (sight, line) => {
    expect(sidebarView(sight, "/home/me").map(plainText)).toEqual(["Ralex", line])
  })
})
