// The ledger of an instance as the guard uses it.
import { type Instance, runtimeSlot } from "../config/index.ts"
import { type Ledger, sharedLedger } from "../ledger/index.ts"

/** @throws {RalexError} when it can not be used. */
export function verdictLedger({ environment }: Instance): Promise<Ledger> {
  return sharedLedger(runtimeSlot(), environment.ledger, { outageFolder: environment.paths.data })
}
