// One thing asked of a ledger that may not answer.
import { LedgerUnreachable } from "../ledger-unreachable.ts"
import type { Connection } from "./connection.ts"
import type { Remote } from "./remote.ts"

export type Attempt<T> =
  | { kind: "done"; value: T }
  /** `unsure`: it may have been done, its answer was lost. */
  | { kind: "away"; unsure: boolean }

/** @param remote What to ask; undefined while it is away. */
export async function attempt<T>(
  connection: Connection,
  remote: Remote | undefined,
  work: (remote: Remote) => Promise<T>,
): Promise<Attempt<T>> {
  if (!remote) return { kind: "away", unsure: false }
  try {
    return { kind: "done", value: await work(remote) }
  } catch (error) {
    if (!LedgerUnreachable.isInstance(error)) throw error
    connection.lost(remote, error)
    return { kind: "away", unsure: true }
  }
}
