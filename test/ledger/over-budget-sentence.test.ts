// The sentence with which a call is refused for money.
import { expect, test } from "bun:test"
import { overBudgetSentence } from "../../ledger/index.ts"

test("the refusal names the budget, the amounts and what to do", () => {
  const sentence = overBudgetSentence({
    kind: "over-budget",
    scope: "daily",
    limitNano: 5_000_000_000n,
    spentNano: 4_990_000_000n,
    neededNano: 52_000_000n,
  })
  expect(sentence).toContain("daily budget is reached: USD 4.99 of USD 5.00")
  expect(sentence).toContain("may need USD 0.052")
  expect(sentence).toContain("ralex budget set daily")
})
