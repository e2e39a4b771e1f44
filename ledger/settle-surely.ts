// Settles a call, and tries again in the background when the ledger fails: accounting never breaks a stream that runs,
// and settling twice changes nothing.
import { inBackground, pauseInBackground } from "./background.ts"
import type { Ledger, Settlement } from "./ledger.ts"

export interface SureSettlement {
  ledger: Pick<Ledger, "settle">
  id: string
  settlement: Settlement
  /** Hears the reason when it was given up: the call stays counted at what was held for it. */
  lost: (reason: string) => void
}

/** Before each further try: a lock, a database that starts again, a disk that somebody tidies. */
const PAUSES_MS = [250, 2_000, 15_000, 60_000]

/** A ledger that does not answer holds up the end of an answer for no longer. */
const PATIENCE_MS = 1_000

/** Resolves once it is settled or goes on in the background. Never rejects. */
export async function settleSurely(given: SureSettlement): Promise<void> {
  const { promise: tried, resolve } = Promise.withResolvers<void>()
  inBackground(async () => {
    let failure = await trySettle(given)
    resolve()
    for (const pause of PAUSES_MS) {
      if (failure === undefined) return
      await pauseInBackground(pause)
      failure = await trySettle(given)
    }
    if (failure !== undefined) given.lost(failure)
  })
  const timer = setTimeout(resolve, PATIENCE_MS)
  await tried
  clearTimeout(timer)
}

/** @returns why it failed. */
async function trySettle({ ledger, id, settlement }: SureSettlement): Promise<string | undefined> {
  try {
    await ledger.settle(id, settlement)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
