// The dearest that a model of another provider is declared to cost, whatever the length of its prompt.
import * as z from "zod"

const priceSchema = z.object({
  input: z.number().catch(0),
  output: z.number().catch(0),
  cache: z.object({ read: z.number().catch(0), write: z.number().catch(0) }).catch({ read: 0, write: 0 }),
})
// OpenCode 1.18 declares prices of long prompts as `tiers`, and as `experimentalOver200K` before it.
const costSchema = priceSchema.extend({
  tiers: z.array(priceSchema).nullish().catch(undefined),
  experimentalOver200K: priceSchema.nullish().catch(undefined),
})

/** USD per million tokens. */
export interface DearestPrice {
  input: number
  output: number
}

export function dearestPrice(cost: unknown): DearestPrice {
  const { tiers, experimentalOver200K, ...base } = costSchema.parse(cost)
  const prices = [base, ...(tiers ?? []), ...(experimentalOver200K ? [experimentalOver200K] : [])]
  return {
    input: Math.max(0, ...prices.flatMap(({ input, cache }) => [input, cache.read, cache.write])),
    output: Math.max(0, ...prices.map(({ output }) => output)),
  }
}
