// What the parts of an outage ledger share. Types only.
import type { CallStart } from "../ledger.ts"
import type { Connection } from "./connection.ts"
import type { Outbox } from "./outbox.ts"

export interface Keeping {
  connection: Connection
  /** Opened when it is needed. */
  outbox: () => Promise<Outbox>
  /** Calls of which this process has something in the outbox, or had. */
  kept: Set<string>
  /** Calls of this process that are not settled. */
  starts: Map<string, CallStart>
}
