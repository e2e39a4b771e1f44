// What a generation costs, in whole nano-dollars (1e-9 USD).
import type { SimulatedModel } from "./simulated-model.ts"

export interface TokenUsage {
  /** Includes the cached and the written ones. */
  promptTokens: number
  cachedTokens: number
  cacheWriteTokens: number
  /** Includes the reasoning. */
  completionTokens: number
  reasoningTokens: number
}

export interface Cost {
  totalNano: bigint
  promptNano: bigint
  completionNano: bigint
}

export const noCost: Cost = { totalNano: 0n, promptNano: 0n, completionNano: 0n }

/** Rounded once, half up, so that the parts add up to the total. */
export function priceUsage(usage: TokenUsage, price: SimulatedModel["price"]): Cost {
  const fresh = usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens
  const prompt =
    times(fresh, price.input) +
    times(usage.cachedTokens, price.cacheRead ?? price.input) +
    times(usage.cacheWriteTokens, price.cacheWrite ?? price.input)
  const totalNano = perMillion(prompt + times(usage.completionTokens, price.output))
  const promptNano = perMillion(prompt)
  return { totalNano, promptNano, completionNano: totalNano - promptNano }
}

export function nanoToUsd(nano: bigint): number {
  return Number(nano) / 1e9
}

function times(tokens: number, usdPerMillion: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(usdPerMillion * 1e9))
}

function perMillion(amount: bigint): bigint {
  return (amount + 500_000n) / 1_000_000n
}
