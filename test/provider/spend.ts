// Money that was spent before the test begins, in the ledger of a stage.
import { type CallStart, usdToNano } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import type { Stage } from "./stage.ts"

export async function spend({ ledger }: Stage, usd: number, given: Partial<CallStart> = {}): Promise<void> {
  const nano = usdToNano(usd)
  const start = callStart({ startedAt: new Date(), session: "before", rootSession: "before", ...given })
  await ledger.hold(start, fixedBound(nano), [])
  await ledger.settle(start.id, settlement(nano))
}
