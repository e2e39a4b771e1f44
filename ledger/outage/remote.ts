// The ledger in its database, as one who may lose it has it: with the transactions under it.
import type { Ledger } from "../ledger.ts"
import { query, type Work } from "../store/store.ts"
import { type StoreLedgerDeps, storeLedger } from "../store-ledger.ts"
import type { Writing } from "../write-call.ts"

export interface Remote {
  ledger: Ledger
  write: <T>(work: (writing: Writing, skewMs: number) => Work<T>) => Promise<T>
  hasCall: (id: string) => Promise<boolean>
}

export async function remoteOf(deps: StoreLedgerDeps): Promise<Remote> {
  const { store, seals } = deps
  return {
    ledger: await storeLedger(deps),
    write: (work) => store.write((skewMs) => work({ key: seals.key, now: Date.now() + skewMs }, skewMs)),
    hasCall: (id) => store.read(() => hasCall(id)),
  }
}

function* hasCall(id: string): Work<boolean> {
  return (yield* query("SELECT 1 AS there FROM calls WHERE id = $1", [id])).length > 0
}
