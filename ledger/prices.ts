// What tokens cost by the catalogue: for the baseline and for estimates. Real costs come from upstream.
import type { Model, Price } from "./catalogue.ts"
import type { Nano, Usage } from "./ledger.ts"
import { roundUpMillionths } from "./money.ts"

type Prices = Pick<Model, "price" | "longPrompts">

/** `usage` at the model's catalogue prices. Input tokens include the cached and the cache-written ones. */
export function costOf(usage: Usage, model: Prices): Nano {
  const price = priceAt(model, usage.inputTokens)
  const freshTokens = Math.max(0, usage.inputTokens - usage.cachedTokens - usage.cacheWriteTokens)
  return roundUpMillionths(
    BigInt(freshTokens) * price.inputNanoPerMillion +
      BigInt(usage.cachedTokens) * (price.cacheReadNanoPerMillion ?? price.inputNanoPerMillion) +
      BigInt(usage.cacheWriteTokens) * cacheWritePrice(price) +
      BigInt(usage.outputTokens) * price.outputNanoPerMillion,
  )
}

/** What the tokens read from the prompt cache would have cost more as fresh ones. */
export function cacheSavingOf(usage: Usage, model: Prices): Nano {
  return costOf({ ...usage, cachedTokens: 0 }, model) - costOf(usage, model)
}

/** The prices that hold for the whole call by the length of its prompt. */
export function priceAt({ price, longPrompts }: Prices, promptTokens: number): Price {
  return longPrompts.findLast((long) => promptTokens > long.aboveTokens) ?? price
}

/**
 * Nano-dollars per million tokens written to the prompt cache. Google's listed write price is only the five minutes
 * of storage (0.375 for Gemini 2.5 Pro is its 4.50 an hour / 12) and comes on top of the input price, which it is
 * always below; everybody else's replaces the input price and is above it.
 */
export function cacheWritePrice({ inputNanoPerMillion, cacheWriteNanoPerMillion }: Price): Nano {
  if (cacheWriteNanoPerMillion === null) return inputNanoPerMillion
  const isSurcharge = cacheWriteNanoPerMillion < inputNanoPerMillion
  return isSurcharge ? inputNanoPerMillion + cacheWriteNanoPerMillion : cacheWriteNanoPerMillion
}
