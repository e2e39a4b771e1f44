// What the parts of an outage ledger share.
import type { CallStart } from "../ledger.ts"
import type { Connection } from "./connection.ts"
import type { Outbox } from "./outbox.ts"

/** More than are made in an outage, or are under way. */
export const MOST_CALLS = 50_000

export interface Keeping {
  connection: Connection
  /** Opened when it is needed. */
  outbox: () => Promise<Outbox>
  /** Calls of which this process has something in the outbox, or had. */
  kept: Set<string>
  /** Calls of this process that are not settled. */
  starts: Map<string, CallStart>
}
