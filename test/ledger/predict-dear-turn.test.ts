// When a turn deserves a word before it begins: its p90 against what each limit has left.
import { describe, expect, test } from "bun:test"
import { isDearTurn, limitStrainedBy, type Standing } from "../../ledger/index.ts"

const standing = (scope: Standing["scope"], limitNano: bigint, countedNano = 0n): Standing => ({
  scope,
  limitNano,
  countedNano,
  pendingNano: 0n,
})

const cases: [what: string, p90Nano: bigint, standings: Standing[], dear: boolean][] = [
  ["without a limit nothing is dear", 10n ** 12n, [], false],
  ["just half of what is left", 50n, [standing("daily", 100n)], false],
  ["more than half of what is left", 51n, [standing("daily", 100n)], true],
  ["what counts already is not left", 50n, [standing("daily", 1000n, 901n)], true],
  [
    "one strained limit of several is enough",
    51n,
    [standing("monthly", 1000n), standing("daily", 100n)],
    true,
  ],
  ["a call's limit is not a turn's", 51n, [standing("call", 10n)], false],
  ["a turn's limit is", 51n, [standing("turn", 100n)], true],
  ["nothing left", 1n, [standing("session", 100n, 100n)], true],
  ["overdrawn", 1n, [standing("session", 100n, 130n)], true],
  ["a free turn is never dear", 0n, [standing("session", 100n, 130n)], false],
]

describe("a turn is dear", () => {
  test.each(cases)("%s", (_what, p90Nano, standings, dear) => {
    expect(isDearTurn({ p90Nano }, standings)).toBe(dear)
    expect(limitStrainedBy({ p90Nano }, standings) !== undefined).toBe(dear)
  })

  test("the limit with the least left is named", () => {
    const standings = [standing("monthly", 90n), standing("daily", 100n, 40n), standing("weekly", 80n)]
    expect(limitStrainedBy({ p90Nano: 60n }, standings)?.scope).toBe("daily")
  })
})
