// The ledger of this user, opened for one command and closed after it.
import { type Ledger, openLedger } from "../ledger/index.ts"
import type { Context } from "./context.ts"

/** @param lookThrough All of a SQLite file is checked first. */
export async function withLedger<T>(
  context: Context,
  use: (ledger: Ledger) => Promise<T>,
  { lookThrough = false } = {},
): Promise<T> {
  const ledger = await openLedger(context.environment.ledger, {
    lookThrough,
    outageFolder: context.environment.paths.data,
    notice: context.say,
  })
  try {
    return await use(ledger)
  } finally {
    await ledger.close()
  }
}
