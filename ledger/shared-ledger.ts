// One open ledger for each address in a process, shared by plugin and provider through config's runtime slot.
import type { RuntimeSlot } from "../config/index.ts"
import type { Ledger } from "./ledger.ts"
import { type OpenOptions, openLedger } from "./open-ledger.ts"

/**
 * Nobody closes it: its writes are on disk at once, and several instances of OpenCode in the process use it.
 * An opening that failed is tried again the next time.
 * @throws {RalexError} as `openLedger`.
 */
export function sharedLedger(
  slot: Pick<RuntimeSlot, "ledgers">,
  address: string,
  options: OpenOptions = {},
): Promise<Ledger> {
  const open = slot.ledgers.get(address) as Promise<Ledger> | undefined
  if (open) return open
  const opening = openLedger(address, options)
  slot.ledgers.set(address, opening)
  opening.catch(() => slot.ledgers.delete(address))
  return opening
}
