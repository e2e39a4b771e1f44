// One open ledger for each address in a process, shared by plugin and provider through config's runtime slot.
import type { RuntimeSlot } from "../config/index.ts"
import type { Ledger, Nano } from "./ledger.ts"
import { type OpenOptions, openLedger, openPostgresRemote } from "./open-ledger.ts"
import { type OutageLedger, openOutageLedger } from "./outage/outage-ledger.ts"
import { outboxPath } from "./outage/outbox.ts"
import { systemProcesses } from "./processes.ts"

export interface SharedOptions extends OpenOptions {
  /** What this caller's calls may cost while a PostgreSQL ledger is away. */
  allowanceNano?: Nano
}

/**
 * Nobody closes it: its writes are on disk at once, and several instances of OpenCode in the process use it.
 * An opening that failed is tried again the next time. With an `outageFolder` a PostgreSQL ledger may go away, and
 * need not be there yet; the same `notice` gets the same ledger.
 * @throws {RalexError} as `openLedger`.
 */
export async function sharedLedger(
  slot: Pick<RuntimeSlot, "ledgers">,
  address: string,
  options: SharedOptions = {},
): Promise<Ledger> {
  const open = (slot.ledgers.get(address) as Promise<OutageLedger> | undefined) ?? openFor(address, options)
  if (!slot.ledgers.has(address)) {
    slot.ledgers.set(address, open)
    open.catch(() => slot.ledgers.delete(address))
  }
  const { allowanceNano = 0n, notice = quiet } = options
  return (await open)({ allowanceNano, notice })
}

const quiet = () => {}

async function openFor(address: string, options: SharedOptions): Promise<OutageLedger> {
  const { outageFolder, processes = systemProcesses(), notice = quiet } = options
  const mayGo = /^postgres(?:ql)?:/.test(address) && URL.canParse(address)
  if (!mayGo || outageFolder === undefined) {
    const ledger = await openLedger(address, options)
    return () => ledger
  }
  return openOutageLedger({
    open: () => openPostgresRemote(address, options),
    path: outboxPath(outageFolder, address),
    self: processes.self,
    notice,
    now: Date.now,
  })
}
