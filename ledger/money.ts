// Money as integers of nano-dollars: in from upstream's numbers, out to people and JSON.
import { hideStatusCodes, RalexError } from "../config/index.ts"
import type { Nano } from "./ledger.ts"

const NANO_DIGITS = 9

/**
 * USD to nano-dollars, rounded half away from zero. Exact for every n/1e9 below 2^52 nano-dollars (4.5 million
 * USD), which is how OpenRouter's `usage.cost` arrives.
 * @throws {RalexError} for a number that is no amount.
 */
export function usdToNano(usd: number): Nano {
  // toFixed rounds by the number's exact binary value, unlike a multiplication by 1e9; from 1e21 on it gives up.
  if (!(Math.abs(usd) < 1e21)) throw new RalexError(`${usd} is no amount in USD; give a number such as 2.50.`)
  return BigInt(usd.toFixed(NANO_DIGITS).replace(".", ""))
}

/** For people and JSON's `…Usd`; never to be calculated with. */
export function nanoToUsd(nano: Nano): number {
  return Number(nano) / 1e9
}

/**
 * "USD 1.50" for sentences: two to four decimals, and as many as it takes for a smaller amount that is not zero.
 * It holds none of the numbers that OpenCode takes for a passing failure (see `hideStatusCodes`).
 */
export function formatUsd(nano: Nano): string {
  const sign = nano < 0n ? "-" : ""
  const amount = nano < 0n ? -nano : nano
  const shown = decimalsOf(amount).map((decimals) => withDecimals(amount, decimals))
  const plain = shown.find((text) => hideStatusCodes(text) === text)
  return `USD ${sign}${plain ?? hideStatusCodes(withDecimals(amount, 2))}`
}

function decimalsOf(amount: Nano): number[] {
  if (amount === 0n || roundedTo(amount, 4) > 0n) return [4, 3, 2]
  return [5, 6, 7, 8, NANO_DIGITS].filter((decimals) => roundedTo(amount, decimals) > 0n)
}

function withDecimals(amount: Nano, decimals: number): string {
  const digits = roundedTo(amount, decimals)
    .toString()
    .padStart(decimals + 1, "0")
  const fraction = digits.slice(-decimals).replace(/0+$/, "").padEnd(2, "0")
  return `${digits.slice(0, -decimals)}.${fraction}`
}

function roundedTo(amount: Nano, decimals: number): bigint {
  const unit = 10n ** BigInt(NANO_DIGITS - decimals)
  return (amount + unit / 2n) / unit
}

/** Nano-dollars of so many tokens, rounded up: a part of a nano-dollar counts as one. */
export function costOfTokens(tokens: number, nanoPerMillion: Nano): Nano {
  return roundUpMillionths(BigInt(tokens) * nanoPerMillion)
}

/** Millionths of nano-dollars, which tokens times prices per million are, to nano-dollars. */
export function roundUpMillionths(millionths: bigint): Nano {
  return (millionths + 999_999n) / 1_000_000n
}
