// The words after /ralex-budget: every amount that a person writes is read exactly, and anything else as unclear.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { budgetScopes } from "../../../config/index.ts"
import { readBudgetWords } from "../../../plugin/commands/read-budget-words.ts"

describe("the words after /ralex-budget", () => {
  test("an amount in dollars and cents is read to the nano-dollar", () => {
    const cents = fc.nat({ max: 10 ** 11 - 1 })
    fc.assert(
      fc.property(
        fc.constantFrom(...budgetScopes),
        cents,
        fc.constantFrom("", "$"),
        (scope, amount, sign) => {
          const usd = `${sign}${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`
          const limitNano = BigInt(amount) * 10_000_000n
          expect(readBudgetWords([scope, usd])).toEqual({ kind: "lift", scope, limitNano })
        },
      ),
    )
  })

  test("whatever they are, they are read", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(...budgetScopes, "none", "5", "1e9", "0x10", "Infinity"),
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const wish = readBudgetWords(words)
        if (wish.kind !== "lift") return expect(wish.kind).toBe("unclear")
        expect(words).toHaveLength(2)
        expect(words[1]?.toLowerCase()).toMatch(/^(none|\$?[\d.]+)$/)
      }),
    )
  })

  test.each([
    "1e3",
    "0x10",
    "-5",
    "+5",
    "5,5",
    "1234567890",
    "Infinity",
    "NaN",
    "5.",
    ".5",
    "0.1234567891",
    "$",
    "$none",
    "",
  ])("%j is no amount", (amount) => expect(readBudgetWords(["daily", amount]).kind).toBe("unclear"))

  test("nothing asks to see the limits", () => {
    expect(readBudgetWords([])).toEqual({ kind: "show" })
  })
})
