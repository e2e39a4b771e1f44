// The session that a budget counts by: a subagent's counts in the one that it was started from.
import type { Ledger } from "../ledger/index.ts"

/** @returns undefined for a session that the ledger has no call of. */
export async function rootSessionOf(ledger: Ledger, session: string): Promise<string | undefined> {
  const [call] = await ledger.calls({ session })
  return call?.rootSession
}
