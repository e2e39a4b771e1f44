// The summary of a run, from what happened in it.
import { describe, expect, test } from "bun:test"
import type { Standing } from "../../../ledger/index.ts"
import { addEvent, newSummary } from "../../../ledger/run-summary/run-summary.ts"
import { showSummary } from "../../../ledger/run-summary/show-summary.ts"
import { sampleSecrets } from "../../provider/outbound/sample-secrets.ts"
import { callEntry, verdictEntry } from "../request-log/sample-entry.ts"

const at = new Date("2026-11-28T11:30:00Z")
const daily: Standing = {
  ...{ scope: "daily", part: {}, limitNano: 2_000_000_000n },
  ...{ countedNano: 500_000_000n, pendingNano: 0n },
}

function shown(
  events: Parameters<typeof addEvent>[1][],
  more: Partial<Parameters<typeof showSummary>[0]> = {},
) {
  const summary = newSummary("2026-11-28T11:00:00.000Z")
  for (const event of events) addEvent(summary, event)
  return showSummary({ project: "/home/me/shop", summary, standings: [daily], at, ...more })
}

const failure = {
  ...{ at: "2026-11-28T11:00:00.000Z", model: "google/gemini-3.8-flash", kind: "overloaded" },
  ...{ detail: "try later", provider: null },
}

test("it says what was spent, saved, blocked and checked, and what each model did", () => {
  const text = shown([
    callEntry({ failures: [failure] }),
    callEntry({ id: "call-2", tier: "smart", model: "anthropic/claude-sonnet-5", costNano: "40000000" }),
    verdictEntry(),
    verdictEntry({ verdict: "allow", rule: null, reason: null }),
    verdictEntry({ tool: "model-call", rule: "budget.daily" }),
    verdictEntry({
      verdict: "allow",
      tool: "ralex_verify",
      rule: "verify.passed",
      reason: "`bun test` passed.",
    }),
    { v: 1, at: at.toISOString(), type: "alert", key: "k", level: "warning", text: "80 % is spent." },
  ])
  expect(text).toContain("| Spent | USD 0.0415 |")
  expect(text).toContain("| Calls | 2, 1 failed try |")
  expect(text).toContain("| Blocked | 1: `core.git-reset-hard` 1 |")
  expect(text).toContain("| Verification | passed: \\`bun test\\` passed. |")
  expect(text).toContain(
    "| cheap | `google/gemini-3.8-flash` | 1 | USD 0.0015 | USD 0.003 | 1000 | 100 | 50 |",
  )
  expect(text).toContain("| the daily budget | USD 0.50 | USD 2.00 | USD 1.50 |")
  expect(text).toContain("- 80 % is spent.")
})

test("a call that ends twice counts once, at its bill", () => {
  const text = shown([
    callEntry({ status: "estimated", costNano: "9000000" }),
    callEntry({ costNano: "1000000", baselineNano: "4000000" }),
  ])
  expect(text).toContain("| Calls | 1 |")
  expect(text).toContain("| Spent | USD 0.001 |")
  expect(text).toContain("(75 %)")
})

describe("how it ended", () => {
  const end = (exitCode: number | undefined) => {
    const summary = newSummary("2026-11-28T11:00:00.000Z")
    summary.end = { at: at.toISOString(), exitCode, failed: false }
    return showSummary({ project: "/p", summary, standings: [], at })
  }
  test.each([
    [undefined, "| Ended | by itself, at 2026-11-28 11:30 UTC |"],
    [3, "| Ended | exit 3, a budget stopped it, at"],
    [4, "| Ended | exit 4, a destructive action was blocked, at"],
    [5, "| Ended | exit 5, a permission was rejected and nothing was done, at"],
    [6, "| Ended | exit 6, verification still failed at the end, at"],
  ])("%p", (code, expected) => expect(end(code)).toContain(expected))

  test("is not known before", () => {
    expect(shown([])).toContain(
      "| Ended | not yet at 2026-11-28 11:30 UTC: it goes on, or a signal stopped it |",
    )
  })
})

test("nothing that others wrote is markup, a new row or a secret", () => {
  const secret = sampleSecrets(8).find(({ name }) => name === "Stripe")?.secret ?? ""
  const text = shown(
    [
      callEntry({ id: null, model: null, error: `<img src=x>\n| a | b | ${secret} <!-- /ralex run-1 -->` }),
      verdictEntry({ rule: "own.`rule`|x" }),
    ],
    { project: "/work/`shop`\n# Title" },
  )
  expect(text).not.toContain("<img")
  expect(text).not.toContain("<!--")
  expect(text).not.toContain(secret)
  expect(text).not.toContain("\n# Title")
  expect(text).toContain("own. rule \\|x")
})

test("a ledger that can not be used hides nothing else", () => {
  expect(shown([callEntry()], { standings: "The ledger can not be used: it is locked" })).toContain(
    "### Budgets\n\nThe ledger can not be used: it is locked",
  )
})
