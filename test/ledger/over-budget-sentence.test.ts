// The sentence with which a call is refused for money.
import { expect, test } from "bun:test"
import { overBudgetSentence } from "../../ledger/index.ts"

const refused = {
  kind: "over-budget",
  scope: "daily",
  limitNano: 5_000_000_000n,
  spentNano: 4_990_000_000n,
  neededNano: 52_000_000n,
} as const

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
