// How budgets stand, as `ralex budget` shows them, and the sentence of one that is used up.
import { expect, test } from "bun:test"
import { budgetStatus, openLedger, overBudgetSentence } from "../../ledger/index.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

test("each budget shows what counts, what of it is pending, what is left and when it is whole again", async () => {
  const ledger = await openLedger("sqlite::memory:")
  const done = callStart()
  await ledger.hold(done, fixedBound(500n), [])
  await ledger.settle(done.id, settlement(30n))
  await ledger.hold(callStart({ rootSession: "other" }), fixedBound(50n), [])
  const limits = [
    { scope: "call" as const, limitNano: 10n },
    { scope: "session" as const, limitNano: 100n },
    { scope: "daily" as const, limitNano: 70n },
    { scope: "monthly" as const, limitNano: 1_000n },
  ]
  expect(await budgetStatus(ledger, limits, noon, "root")).toEqual([
    { scope: "call", limitNano: 10n, spentNano: 0n, pendingNano: 0n, leftNano: 10n, resetsAt: null },
    { scope: "session", limitNano: 100n, spentNano: 30n, pendingNano: 0n, leftNano: 70n, resetsAt: null },
    {
      scope: "daily",
      limitNano: 70n,
      spentNano: 80n,
      pendingNano: 50n,
      leftNano: 0n,
      resetsAt: new Date("2026-11-20"),
    },
    {
      scope: "monthly",
      limitNano: 1_000n,
      spentNano: 80n,
      pendingNano: 50n,
      leftNano: 920n,
      resetsAt: new Date("2026-12-01"),
    },
  ])
  const scopes = (await budgetStatus(ledger, limits, noon)).map(({ scope }) => scope)
  expect(scopes).toEqual(["call", "daily", "monthly"])
  await ledger.close()
})

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
