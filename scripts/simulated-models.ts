// The shipped catalogue in the simulator's terms: USD per million tokens.
import type { Model } from "../ledger/index.ts"
import type { SimulatedModel } from "../simulator/index.ts"

export function simulatedModels(models: readonly Model[]): SimulatedModel[] {
  return models.map((model) => ({
    id: model.id,
    name: model.name,
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    tools: model.tools,
    inputModalities: [...model.inputModalities],
    price: {
      input: usd(model.price.inputNanoPerMillion),
      output: usd(model.price.outputNanoPerMillion),
      cacheRead: usd(model.price.cacheReadNanoPerMillion),
      cacheWrite: usd(model.price.cacheWriteNanoPerMillion),
    },
  }))
}

function usd(nanoPerMillion: bigint | null | undefined): number {
  return Number(nanoPerMillion ?? 0n) / 1e9
}
