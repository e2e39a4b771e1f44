// The address of a ledger (RALEX_LEDGER) to the open ledger.
import { RalexError } from "../config/index.ts"
import type { Ledger } from "./ledger.ts"
import { type Processes, systemProcesses } from "./processes.ts"
import { openSqliteLedger } from "./sqlite-ledger.ts"

/**
 * Opens `sqlite:/path` (`sqlite::memory:` for tests), making the file when there is none.
 * @throws {RalexError} for an address that this version can not open, and for a file that can not be used.
 */
export async function openLedger(address: string, processes: Processes = systemProcesses()): Promise<Ledger> {
  const scheme = address.slice(0, address.indexOf(":"))
  if (scheme === "postgres" || scheme === "postgresql") {
    throw new RalexError(
      "A ledger in PostgreSQL is not in this version yet; set RALEX_LEDGER to sqlite:/path, or unset it.",
    )
  }
  // The address itself is not said: it may hold a password.
  if (scheme !== "sqlite" || address.length === "sqlite:".length)
    throw new RalexError(
      "RALEX_LEDGER must be sqlite: and the path of a file, such as sqlite:/home/me/ledger.db.",
    )
  return openSqliteLedger(address.slice("sqlite:".length).replace(/^\/\/(?=\/)/, ""), processes)
}
