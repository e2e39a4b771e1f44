// The tier that a person chose last for a session. It holds in the process that heard it, and is kept to be shown only.
import type { Tier } from "../config/index.ts"
import type { TierChoice } from "./ledger.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Work } from "./store/store.ts"

/** @param skewMs What the store's clock is ahead of this machine's. */
export function* writeTierChoice(choice: TierChoice, skewMs: number): Work<void> {
  const { rootSession, tier, at } = choice
  const values = { root_session: rootSession, tier, at: at.getTime() + skewMs }
  const newest = "tier = excluded.tier, at = excluded.at"
  yield* insertRow("tier_choices", values, `ON CONFLICT (root_session) DO UPDATE SET ${newest}`)
}

/** Said since then, by the ledger's own time. */
export function* selectTierChoice(rootSession: string, since: Date): Work<TierChoice | undefined> {
  const [row] = yield* query("SELECT * FROM tier_choices WHERE root_session = $1 AND at >= $2", [
    rootSession,
    since.getTime(),
  ])
  return row && { rootSession, tier: row.tier as Tier | null, at: new Date(Number(row.at)) }
}
