// What the parts of an outage ledger share. Types only.
import type { LRUCache } from "lru-cache"
import type { CallStart } from "../ledger.ts"
import type { Connection } from "./connection.ts"
import type { Outbox } from "./outbox.ts"

export interface Keeping {
  connection: Connection
  /** Opened when it is needed. */
  outbox: () => Promise<Outbox>
  /** Calls of which this process has something in the outbox, or had. */
  kept: LRUCache<string, true>
  /** Calls of this process that are not settled. */
  starts: LRUCache<string, CallStart>
}
