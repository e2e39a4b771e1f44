// The ledger of a process whose own can not be used, where no budget is set: it is gone with the process, and the
// person is told once.
import { type Instance, runtimeSlot } from "../config/index.ts"
import type { Ledger } from "./ledger.ts"
import { sharedLedger } from "./shared-ledger.ts"

export function memoryLedger({ tell }: Pick<Instance, "tell">, reason: string): Promise<Ledger> {
  tell({ level: "warning", text: `Ralex keeps this run's ledger in memory only: ${reason}` })
  return sharedLedger(runtimeSlot(), "sqlite::memory:")
}
