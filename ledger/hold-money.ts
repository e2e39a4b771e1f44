// Asks the ledger to hold a call's money, and says what follows when the ledger itself fails: with a budget no call,
// without one a ledger in memory.
import type { Instance } from "../config/index.ts"
import type { HoldOutcome, Ledger } from "./ledger.ts"
import { memoryLedger } from "./memory-ledger.ts"
import type { Books } from "./open-books.ts"

export type OpenBooks = Extract<Books, { kind: "open" }>

export type Holding =
  /** `ledger` is the one that has the row now. */
  { kind: "asked"; outcome: HoldOutcome; ledger: Ledger } | { kind: "closed"; reason: string }

/** @param ask Called once more, with another ledger, where the first one fails and no budget is set. */
export async function holdMoney(
  { ledger, limits }: Pick<OpenBooks, "ledger" | "limits">,
  instance: Pick<Instance, "tell">,
  ask: (ledger: Ledger) => Promise<HoldOutcome>,
): Promise<Holding> {
  try {
    return { kind: "asked", ledger, outcome: await ask(ledger) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (limits.length > 0) return { kind: "closed", reason }
    const memory = await memoryLedger(instance, reason)
    return { kind: "asked", ledger: memory, outcome: await ask(memory) }
  }
}
