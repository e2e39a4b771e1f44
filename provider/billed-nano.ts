// What OpenRouter's own `usage` says that a call cost.
import * as z from "zod"
import { usdToNano } from "../ledger/index.ts"

// With the user's own provider key (is_byok), `cost` is only OpenRouter's fee.
const billSchema = z.object({
  cost: z.number(),
  is_byok: z.boolean().nullish(),
  cost_details: z.object({ upstream_inference_cost: z.number().nullish() }).nullish(),
})

/** @returns undefined where OpenRouter sent no bill. */
export function billedNano(raw: unknown): bigint | undefined {
  const bill = billSchema.safeParse(raw)
  if (!bill.success) return undefined
  const { cost, is_byok, cost_details } = bill.data
  return usdToNano(cost) + (is_byok ? usdToNano(cost_details?.upstream_inference_cost ?? 0) : 0n)
}
