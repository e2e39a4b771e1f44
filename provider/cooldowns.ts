// What is better left alone for a while: models and providers, each until when. Pure.

/** By `model:ID` or `provider:NAME`, the epoch milliseconds until which it rests. */
export type Cooldowns = ReadonlyMap<string, number>

export const NOTHING_RESTS: Cooldowns = new Map()

export function restingModel(cooling: Cooldowns, modelId: string): number {
  return cooling.get(`model:${modelId}`) ?? 0
}

export function restingProviders(cooling: Cooldowns, now: number): string[] {
  return [...cooling].flatMap(([key, until]) =>
    key.startsWith("provider:") && until > now ? [key.slice("provider:".length)] : [],
  )
}
