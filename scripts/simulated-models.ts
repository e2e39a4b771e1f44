// The shipped catalogue in the simulator's terms: USD per million tokens.
import type { Model } from "../ledger/index.ts"
import type { SimulatedModel } from "../simulator/index.ts"

type Price = Model["price"]
type ListPrice = SimulatedModel["price"]

export function simulatedModels(models: readonly Model[]): SimulatedModel[] {
  return models.map((model) => ({
    id: model.id,
    name: model.name,
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    tools: model.tools,
    inputModalities: [...model.inputModalities],
    price: listPrice(model.price),
    longPrompts: model.longPrompts.map((long) => ({ aboveTokens: long.aboveTokens, ...listPrice(long) })),
  }))
}

function listPrice(price: Price): ListPrice {
  return {
    input: usd(price.inputNanoPerMillion),
    output: usd(price.outputNanoPerMillion),
    cacheRead: price.cacheReadNanoPerMillion === null ? undefined : usd(price.cacheReadNanoPerMillion),
    cacheWrite: price.cacheWriteNanoPerMillion === null ? undefined : usd(price.cacheWriteNanoPerMillion),
  }
}

function usd(nanoPerMillion: bigint): number {
  return Number(nanoPerMillion) / 1e9
}
