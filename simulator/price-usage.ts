// What a generation costs, in whole nano-dollars (1e-9 USD).
import type { ListPrice, SimulatedModel } from "./simulated-model.ts"

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
  /** All that the person pays, to whomever. */
  totalNano: bigint
  /** What OpenRouter takes of it: `usage.cost`. */
  chargedNano: bigint
  /** What the inference costs; its two parts add up to it. */
  inferenceNano: bigint
  promptNano: bigint
  completionNano: bigint
}

/** Of what the inference would cost at OpenRouter; its FAQ of 2026-08, beyond the first million calls of a month. */
const OWN_KEY_FEE_PERCENT = 5n

export const noCost: Cost = {
  totalNano: 0n,
  chargedNano: 0n,
  inferenceNano: 0n,
  promptNano: 0n,
  completionNano: 0n,
}

/** @param byok The provider bills the person's own key, and OpenRouter takes a fee. */
export function priceUsage(
  usage: TokenUsage,
  model: Pick<SimulatedModel, "price" | "longPrompts">,
  byok: boolean,
): Cost {
  const price = priceAt(model, usage.promptTokens)
  const fresh = usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens
  const prompt =
    times(fresh, price.input) +
    times(usage.cachedTokens, price.cacheRead ?? price.input) +
    times(usage.cacheWriteTokens, price.cacheWrite ?? price.input)
  // Rounded once, so that the parts add up.
  const inferenceNano = roundTo(1_000_000n, prompt + times(usage.completionTokens, price.output))
  const promptNano = roundTo(1_000_000n, prompt)
  const chargedNano = byok ? roundTo(100n, inferenceNano * OWN_KEY_FEE_PERCENT) : inferenceNano
  return {
    totalNano: byok ? inferenceNano + chargedNano : inferenceNano,
    chargedNano,
    inferenceNano,
    promptNano,
    completionNano: inferenceNano - promptNano,
  }
}

export function nanoToUsd(nano: bigint): number {
  return Number(nano) / 1e9
}

function priceAt(
  { price, longPrompts = [] }: Pick<SimulatedModel, "price" | "longPrompts">,
  promptTokens: number,
): ListPrice {
  return longPrompts.findLast(({ aboveTokens }) => promptTokens > aboveTokens) ?? price
}

function times(tokens: number, usdPerMillion: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(usdPerMillion * 1e9))
}

/** Half up. */
function roundTo(unit: bigint, amount: bigint): bigint {
  return (amount + unit / 2n) / unit
}
