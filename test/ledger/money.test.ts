// Money in and out: exact, never shown as nothing, never shown as a status code.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { costOfTokens, formatUsd, nanoToUsd, usdToNano } from "../../ledger/index.ts"

const amounts = fc.bigInt({ min: -(2n ** 52n) + 1n, max: 2n ** 52n - 1n })
/** Amounts of the size that is shown with decimals; a uniform choice of the above hardly ever is. */
const smallAmounts = fc.bigInt({ min: 0n, max: 2_000_000_000n })

test("USD that are whole nano-dollars become exactly these", () => {
  fc.assert(fc.property(amounts, (nano) => usdToNano(Number(nano) / 1e9) === nano))
})

test("nano-dollars survive the way to USD and back", () => {
  fc.assert(fc.property(amounts, (nano) => usdToNano(nanoToUsd(nano)) === nano))
})

test.each([
  [0, 0n],
  [0.1 + 0.2, 300_000_000n],
  [0.000_000_000_6, 1n],
  [-0.000_000_000_6, -1n],
  [0.000_000_000_4, 0n],
  [2 ** -10 / 1e6, 1n],
  [0.000_163_5, 163_500n],
  [1e-12, 0n],
])("%p USD are %p nano-dollars", (usd, nano) => {
  expect(usdToNano(usd)).toBe(nano)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21])("%p is refused as an amount", (usd) => {
  expect(() => usdToNano(usd)).toThrow("is no amount in USD")
})

test.each([
  [0n, "USD 0.00"],
  [1_500_000_000n, "USD 1.50"],
  [1_234_567_890n, "USD 1.2346"],
  [512_300_000n, "USD 0.5123"],
  [1n, "USD 0.000000001"],
  [4_290n, "USD 0.000004"],
  [-49_999n, "USD -0.00005"],
  [50_000n, "USD 0.0001"],
  [-2_000_000_000n, "USD -2.00"],
  [42_900_000n, "USD 0.043"],
  [500_300_000n, "USD 0.50"],
  [50_200_000n, "USD 0.05"],
  [999_999_999n, "USD 1.00"],
  [500_000_000_000n, "USD 5\u206000.00"],
  [52_429_000_000_000n, "USD 5\u206024\u206029.00"],
])("%p nano-dollars read %p", (nano, text) => {
  expect(formatUsd(nano)).toBe(text)
})

test("no amount reads like a status that OpenCode retries", () => {
  const any = fc.oneof(amounts, smallAmounts)
  fc.assert(
    fc.property(any, (nano) => !/429|500|502|503|504|524/.test(formatUsd(nano))),
    { numRuns: 5_000 },
  )
})

test("no amount but zero reads as zero", () => {
  const any = fc.oneof(amounts, smallAmounts, fc.bigInt({ min: 0n, max: 200_000n }))
  fc.assert(fc.property(any, (nano) => nano === 0n || /[1-9]/.test(formatUsd(nano))))
})

test("an amount is shown to within half a cent", () => {
  fc.assert(
    fc.property(smallAmounts, (nano) => {
      const shown = Number(formatUsd(nano).replace("USD ", ""))
      return Math.abs(shown - nanoToUsd(nano)) <= 0.005 + 1e-9
    }),
  )
})

test("tokens cost the exact price, rounded up to a nano-dollar", () => {
  const tokens = fc.nat(2_000_000)
  const price = fc.bigInt({ min: 0n, max: 200_000_000_000n })
  fc.assert(
    fc.property(tokens, price, (count, perMillion) => {
      const exact = BigInt(count) * perMillion
      const cost = costOfTokens(count, perMillion) * 1_000_000n
      return cost >= exact && cost - exact < 1_000_000n
    }),
  )
})
