// Writes an outbox to the ledger. Each operation is written once, whoever merges at the same time and wherever one of
// them is killed: the ledger notes in the same transaction how far it has come.
import { query, type Work } from "../store/store.ts"
import type { Writing } from "../write-call.ts"
import { applyOperation } from "./apply-operation.ts"
import type { Batch, Outbox } from "./outbox.ts"
import type { Remote } from "./remote.ts"

export async function mergeOutbox(
  outbox: Pick<Outbox, "next" | "drop">,
  remote: Pick<Remote, "write">,
): Promise<void> {
  for (;;) {
    const batch = await outbox.next()
    const last = batch.operations.at(-1)
    if (!last) return
    await remote.write((writing, skewMs) => applyBatch(writing, skewMs, batch))
    await outbox.drop(last.number)
  }
}

function* applyBatch(writing: Writing, skewMs: number, { source, operations }: Batch): Work<void> {
  const [row] = yield* query("SELECT last FROM merges WHERE source = $1", [source])
  const merged = Number(row?.last ?? 0)
  const open = operations.filter(({ number }) => number > merged)
  for (const { operation } of open) yield* applyOperation(writing, skewMs, operation)
  const last = open.at(-1)
  if (!last) return
  yield* query(
    "INSERT INTO merges (source, last) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET last = excluded.last",
    [source, last.number],
  )
}
