// What is said of calls that were made and of verdicts: to the ledger, or kept for it. None of it waits for a ledger
// that is away.
import { forgetOldest } from "../../config/index.ts"
import { cleanVerdict } from "../insert-verdict.ts"
import type { Ledger } from "../ledger.ts"
import { attempt } from "./attempt.ts"
import { type Keeping, MOST_CALLS } from "./keeping.ts"
import type { Operation } from "./operation.ts"

type Writes = Pick<Ledger, "settle" | "noteGeneration" | "lowerHold" | "record" | "noteOutcomes">

export function keepWrites(keeping: Keeping): Writes {
  const { connection, outbox, starts } = keeping
  return {
    settle: async (id, settlement) => {
      await write(keeping, { kind: "settle", id, settlement }, (ledger) => ledger.settle(id, settlement))
      starts.delete(id)
    },
    noteGeneration: (id, generationId) =>
      write(keeping, { kind: "note-generation", id, generationId }, (ledger) =>
        ledger.noteGeneration(id, generationId),
      ),
    lowerHold: (id, heldNano) =>
      write(keeping, { kind: "lower-hold", id, heldNano }, (ledger) => ledger.lowerHold(id, heldNano)),
    record: async (verdict) => {
      const tried = await attempt(connection, connection.current(), ({ ledger }) => ledger.record(verdict))
      if (tried.kind === "done") return
      const { unsure } = tried
      await (await outbox()).append({ kind: "record", verdict: cleanVerdict(verdict), unsure })
      connection.tend()
    },
    noteOutcomes: async (notes) => {
      const tried = await attempt(connection, connection.current(), ({ ledger }) =>
        ledger.noteOutcomes(notes),
      )
      if (tried.kind === "done") return
      await (await outbox()).append({ kind: "note-outcomes", notes })
      connection.tend()
    },
  }
}

/** Behind what of this call is kept already. */
async function write(
  { connection, outbox, kept }: Keeping,
  operation: Operation & { id: string },
  directly: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  if (kept.has(operation.id)) {
    if (await (await outbox()).appendIfHere(operation)) return connection.tend()
    kept.delete(operation.id)
  }
  const tried = await attempt(connection, connection.current(), ({ ledger }) => directly(ledger))
  if (tried.kind === "done") return
  kept.add(operation.id)
  forgetOldest(kept, MOST_CALLS)
  await (await outbox()).append(operation)
  connection.tend()
}
