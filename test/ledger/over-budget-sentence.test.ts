// The sentences with which a call is refused for money, and for how many there were.
import { describe, expect, test } from "bun:test"
import { type OverBudget, overBudgetSentence, tooManyCallsSentence } from "../../ledger/index.ts"

const refused = {
  kind: "over-budget",
  scope: "daily",
  limitNano: 5_000_000_000n,
  spentNano: 4_990_000_000n,
  neededNano: 52_000_000n,
} as const satisfies OverBudget

test("the refusal names the budget, the amounts and what to do", () => {
  const sentence = overBudgetSentence(refused, "stop")
  expect(sentence).toContain("daily budget is reached: USD 4.99 of USD 5.00")
  expect(sentence).toContain("may need USD 0.052")
  expect(sentence).toContain("ralex budget set daily")
})

test.each([
  ["stop", "set budgets.onLimit to degrade"],
  ["degrade", "add free models to tiers.free"],
  ["other-provider", "choose ralex/free"],
] as const)("with %s it offers only what may still help", (wayOut, advice) => {
  const sentence = overBudgetSentence(refused, wayOut)
  const offered = ["set budgets.onLimit", "tiers.free", "ralex/free"].filter((way) => sentence.includes(way))
  expect(sentence).toContain(advice)
  expect(offered).toHaveLength(1)
})

const here = { project: "/p" }

/** What is reached, where it was set, how it is called and how it goes up. */
const rows: [Partial<OverBudget>, string | undefined, string, string][] = [
  [{ scope: "call" }, undefined, "the per-call budget is", "Raise it with `ralex budget set call <usd>`,"],
  [{ scope: "turn" }, undefined, "the turn budget is", "Lift it with `/ralex-budget turn <usd>`,"],
  [{ scope: "run" }, undefined, "the run budget is", "Lift it with `/ralex-budget run <usd>`,"],
  [
    { scope: "session" },
    "RALEX_BUDGET_SESSION",
    "the session budget is",
    "Raise RALEX_BUDGET_SESSION in the environment, or lift it with `/ralex-budget session <usd>`,",
  ],
  [
    { scope: "weekly", part: {} },
    undefined,
    "the weekly budget is",
    "Lift it with `ralex budget set weekly <usd> --today` or `/ralex-budget weekly <usd>`,",
  ],
  [
    { part: here },
    "/p/ralex.yaml",
    "the daily budget of this project is",
    "Raise budgets.daily in /p/ralex.yaml and run `ralex trust`, or lift it with `ralex budget set daily <usd> --today` or `/ralex-budget daily <usd>`,",
  ],
  [
    { part: { agent: "explore" } },
    undefined,
    "the daily budget of agent explore is",
    "Raise budgets.agents.explore.daily in your ralex.yaml,",
  ],
  [
    { part: { agent: "explore", ...here } },
    "/p/ralex.yaml",
    "the daily budget of agent explore in this project is",
    "Raise budgets.agents.explore.daily in /p/ralex.yaml and run `ralex trust`,",
  ],
  [
    { scope: "monthly", part: { model: "openai/gpt-6-sol" } },
    undefined,
    "the monthly budget of model openai/gpt-6-sol is",
    "Raise budgets.models.openai/gpt-6-sol.monthly in your ralex.yaml,",
  ],
  [
    { scope: "session", part: { tier: "premium" } },
    undefined,
    "the session budget of the premium tier is",
    "Raise budgets.tiers.premium.session in your ralex.yaml,",
  ],
]

describe("what is reached, and what lifts it", () => {
  test.each(rows)("%j set by %p", (given, setBy, name, way) => {
    const sentence = overBudgetSentence({ ...refused, ...given }, "stop", setBy)
    expect(sentence).toContain(`Ralex: ${name}`)
    expect(sentence).toContain(` ${way} or set `)
  })
})

test.each([
  [{ per: "turn", cap: 2000 }, "made 2000 for this ask,", "raise budgets.callsPerTurn"],
  [{ per: "minute", cap: 120 }, "made 120 for this ask within a minute,", "raise budgets.callsPerMinute"],
] as const)("too many calls: %j", (given, what, way) => {
  const sentence = tooManyCallsSentence(given)
  expect(sentence).toContain("budget of calls is reached")
  expect(sentence).toContain(what)
  expect(sentence).toContain(way)
})

test("what is reached while the ledger is away is the allowance, not the limit of a window", () => {
  const sentence = overBudgetSentence({ ...refused, scope: "run", allowance: true }, "degrade")
  expect(sentence).toContain("the budget for that time is reached: USD 4.99 of USD 5.00")
  expect(sentence).toContain("raise budgets.allowance")
  expect(sentence).not.toContain("run budget")
})
